import { useCallback, useEffect, useState, type ReactNode } from 'react'
import type { RpcClient } from '../../shared/rpc/client.ts'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { WaitNotice } from '../components/WaitNotice.tsx'
import { connect, ConnectError } from '../transport/connect.ts'
import { RpcProvider } from '../transport/rpcContext.tsx'
import { clearHash, takeToken, tokenFromHash } from '../transport/token.ts'
import './Connection.css'

interface ConnectionState {
  /** Kept after the connection ended: the views stay and show what they last had. */
  client: RpcClient | undefined
  /** Why there is no open connection. */
  problem: unknown
  isConnecting: boolean
}

/** Connects to the host, and offers Retry when it is not there or goes. */
export function Connection({ children }: { children: ReactNode }): ReactNode {
  const { client, problem, isConnecting, retry } = useConnection()
  const notice = problem !== undefined && (
    <ErrorNotice
      title={client ? 'The connection to the host is lost' : 'Forkscope cannot reach its host'}
      error={problem}
      {...(client && {
        whatToDo: 'What you see is the last state that arrived; nothing is updated any more.',
      })}
      actions={
        <Button size="small" variant="primary" onPress={retry} isPending={isConnecting}>
          Retry
        </Button>
      }
    />
  )
  if (!client) {
    return (
      <main className="connecting">
        <h1>Forkscope</h1>
        {notice || <WaitNotice waitingFor="the host" />}
      </main>
    )
  }
  return (
    <RpcProvider client={client}>
      {notice && <div className="connection-lost">{notice}</div>}
      {children}
    </RpcProvider>
  )
}

function useConnection(): ConnectionState & { retry(): void } {
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<ConnectionState>({
    client: undefined,
    problem: undefined,
    isConnecting: true,
  })
  useEffect(() => {
    const abort = new AbortController()
    const onClosed = (reason: string): void =>
      setState((before) => ({ ...before, problem: reason, isConnecting: false }))
    connect({ onClosed, signal: abort.signal }).then(
      (client) => setState({ client, problem: undefined, isConnecting: false }),
      (error: unknown) => {
        if (abort.signal.aborted) return
        // A wrong address is the user's to mend: no stack. Anything else is a bug and keeps it.
        const problem = error instanceof ConnectError ? error.message : error
        setState((before) => ({ ...before, problem, isConnecting: false }))
      },
    )
    return () => abort.abort()
  }, [attempt])
  const retry = useCallback(() => {
    setState((before) => ({ ...before, isConnecting: true }))
    setAttempt((count) => count + 1)
  }, [])
  const hasProblem = state.problem !== undefined
  useEffect(() => {
    // An address with another token, put into this same tab, changes the hash alone: nothing is loaded anew.
    const follow = (): void => {
      if (tokenFromHash(location.hash) === undefined) return
      // While connected, the token that works is kept.
      if (!hasProblem) return clearHash()
      takeToken()
      retry()
    }
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [hasProblem, retry])
  return { ...state, retry }
}
