import { useEffect, useState } from 'react'
import type { ExerciseDescription } from '../../../shared/exercise.ts'
import type { RpcClient } from '../../../shared/rpc/client.ts'
import { explaining } from '../../model/exerciseList.ts'
import { useRpc } from '../../transport/rpcContext.tsx'

const lists = new WeakMap<RpcClient, Promise<readonly ExerciseDescription[]>>()

/** Finds the exercise that explains a finding, by the finding's code; null where none does. */
export function useExplanations(): (code: string) => ExerciseDescription | null {
  const client = useRpc()
  const [exercises, setExercises] = useState<readonly ExerciseDescription[]>([])
  useEffect(() => {
    let isCurrent = true
    listOf(client).then(
      (list) => isCurrent && setExercises(list),
      // Findings stand for themselves: without the list they have no links.
      () => {},
    )
    return () => {
      isCurrent = false
    }
  }, [client])
  return (code) => explaining(exercises, code)
}

/** Asked once for each connection. */
function listOf(client: RpcClient): Promise<readonly ExerciseDescription[]> {
  const known = lists.get(client)
  if (known) return known
  const asked = client.call('exercises.list', null).then(({ exercises }) => exercises)
  asked.catch(() => lists.delete(client))
  lists.set(client, asked)
  return asked
}
