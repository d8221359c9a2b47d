import { useEffect, useState, type ReactNode } from 'react'
import { WaitNotice } from '../components/WaitNotice.tsx'
import { isKnownPlace, keepView, useNavigation, viewOf, type ViewId } from '../model/navigation.ts'
import { useRpc } from '../transport/rpcContext.tsx'
import { useLabPlace } from '../views/lab/labPlace.ts'

/**
 * Opens the interface where the user was: by the address, else as this browser or window has kept it, else as the host
 * has, whose pages may have come by another port. Where nothing was kept it is the first start, and the Lab opens on the
 * first exercise.
 */
export function StartPlace({ children }: { children: ReactNode }): ReactNode {
  const client = useRpc()
  const [isKnown, setKnown] = useState(isKnownPlace)
  useEffect(() => {
    if (isKnown) return
    let isCurrent = true
    const open = (lastView: string | null): void => {
      if (!isCurrent) return
      openFirst(lastView)
      setKnown(true)
    }
    // Where it cannot be told, what a first start shows is right for everybody.
    client.call('settings.read', null).then(
      ({ lastView }) => open(lastView),
      () => open(null),
    )
    return () => {
      isCurrent = false
    }
  }, [client, isKnown])
  if (!isKnown) {
    return (
      <main className="connecting">
        <h1>Forkscope</h1>
        <WaitNotice waitingFor="the place where you were" />
      </main>
    )
  }
  return (
    <>
      <KeepView />
      {children}
    </>
  )
}

function openFirst(lastView: string | null): void {
  const view = lastView === null ? undefined : viewOf(lastView)
  if (!view) useLabPlace.getState().beginFirstStart()
  useNavigation.setState({ view: view ?? 'lab' })
}

/** Keeps the open view, here and with the host. */
function KeepView(): ReactNode {
  const client = useRpc()
  const view: ViewId = useNavigation((state) => state.view)
  useEffect(() => {
    keepView(view)
    // The next start then opens elsewhere, which nobody needs to be told.
    client.call('settings.change', { lastView: view }).catch(() => {})
  }, [client, view])
  return null
}
