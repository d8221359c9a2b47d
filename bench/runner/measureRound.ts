import type { Entry } from '../contract.ts'
import { runContender } from './contenderProcess.ts'
import { foreignShare, readCpuTimes } from './machineLoad.ts'
import type { Patience } from './patience.ts'
import type { RoundResult } from './results.ts'

const mostRepeats = 2

/** One contender's turn: measured when the machine is quiet, and again when it was not meanwhile. */
export async function measureTurn(entry: Entry, expected: number, patience: Patience): Promise<RoundResult> {
  await patience.waitUntilQuiet()
  let result = await measureOnce(entry, expected, patience)
  // A failure is never measured away.
  const isWorthRepeating = (): boolean => result.isDisturbed && result.error === undefined
  for (let repeats = 1; isWorthRepeating() && repeats <= mostRepeats && !patience.isExhausted; repeats++) {
    result = await patience.spend(async () => {
      await patience.waitUntilQuiet()
      return { ...(await measureOnce(entry, expected, patience)), repeats }
    })
  }
  return result
}

async function measureOnce(
  { contender, spec }: Entry,
  expected: number,
  patience: Patience,
): Promise<RoundResult> {
  const before = readCpuTimes()
  let outcome: Pick<RoundResult, 'samples' | 'error'>
  try {
    const figures = await runContender(contender, spec)
    outcome =
      figures.checksum === expected
        ? { samples: figures.samples }
        : { samples: [], error: `wrong results: checksum ${figures.checksum}, not ${expected}` }
  } catch (error) {
    outcome = { samples: [], error: error instanceof Error ? error.message : String(error) }
  }
  const share = before ? foreignShare(before, readCpuTimes()!) : null
  return { ...outcome, foreignShare: share, repeats: 0, isDisturbed: patience.note(share) }
}
