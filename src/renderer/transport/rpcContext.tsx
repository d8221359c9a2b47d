import { createContext, use, useCallback, useEffect, useEffectEvent, useState, type ReactNode } from 'react'
import type { RpcClient, StreamListener } from '../../shared/rpc/client.ts'
import type {
  CallName,
  CallParams,
  CallResult,
  StreamItem,
  StreamName,
  StreamParams,
} from '../../shared/rpc/contract.ts'

const RpcContext = createContext<RpcClient | null>(null)

export function RpcProvider({ client, children }: { client: RpcClient; children: ReactNode }): ReactNode {
  return <RpcContext value={client}>{children}</RpcContext>
}

/** The connection to the host. A reconnect gives a new client, so effects that use it list it as dependency. */
export function useRpc(): RpcClient {
  const client = use(RpcContext)
  if (!client) throw new Error('useRpc outside of RpcProvider')
  return client
}

/**
 * Subscribes while mounted, and anew when the parameters (compared by value) or the connection change.
 * `undefined` as parameters means: not now. The listener may change freely; the latest one is called.
 */
export function useStream<S extends StreamName>(
  name: S,
  params: StreamParams<S> | undefined,
  listener: StreamListener<StreamItem<S>> | ((item: StreamItem<S>) => void),
): void {
  const client = useRpc()
  const onItem = useEffectEvent((item: StreamItem<S>) =>
    typeof listener === 'function' ? listener(item) : listener.onItem(item),
  )
  const onEnd = useEffectEvent(() => typeof listener !== 'function' && listener.onEnd?.())
  const onError = useEffectEvent(
    (error: Error) =>
      typeof listener !== 'function' &&
      listener.onError?.(error as Parameters<NonNullable<typeof listener.onError>>[0]),
  )
  const key = params === undefined ? undefined : JSON.stringify(params)
  useEffect(() => {
    if (key === undefined) return
    return client.subscribe(name, JSON.parse(key) as StreamParams<S>, {
      onItem: (item) => onItem(item),
      onEnd: () => void onEnd(),
      onError: (error) => void onError(error),
    })
  }, [client, name, key])
}

export interface CallState<M extends CallName> {
  data: CallResult<M> | undefined
  error: Error | undefined
  isPending: boolean
  /** `performance.now()` when the call that is pending began, for a {@link WaitNotice}. */
  startedAt: number
  reload(): void
}

interface CallRecord<M extends CallName> {
  /** The client, method, parameters and attempt that it belongs to. */
  of: readonly unknown[]
  data: CallResult<M> | undefined
  error: Error | undefined
  isSettled: boolean
  startedAt: number
}

/**
 * Calls when mounted, and anew when the parameters (compared by value) or the connection change; the data of
 * before stays until the answer. `undefined` as parameters means: not now. For what a user triggers, use
 * `useRpc().call`.
 */
export function useCall<M extends CallName>(method: M, params: CallParams<M> | undefined): CallState<M> {
  const client = useRpc()
  const key = params === undefined ? undefined : JSON.stringify(params)
  const [attempt, setAttempt] = useState(0)
  const [record, setRecord] = useState<CallRecord<M>>(() => newRecord([client, method, key, attempt]))
  const of = [client, method, key, attempt]
  // Set while rendering, so that no frame shows the answer of other parameters as current.
  if (!isSame(record.of, of)) setRecord({ ...newRecord<M>(of), data: record.data })
  useEffect(() => {
    if (key === undefined) return
    let isCurrent = true
    const settle = (outcome: { data: CallResult<M> } | { error: Error }): void => {
      if (isCurrent) setRecord((before) => ({ ...before, error: undefined, ...outcome, isSettled: true }))
    }
    client.call(method, JSON.parse(key) as CallParams<M>).then(
      (data) => settle({ data }),
      (error: Error) => settle({ error }),
    )
    return () => {
      isCurrent = false
    }
  }, [client, method, key, attempt])
  const reload = useCallback(() => setAttempt((count) => count + 1), [])
  const { data, error, isSettled, startedAt } = record
  return { data, error, startedAt, isPending: key !== undefined && !isSettled, reload }
}

function newRecord<M extends CallName>(of: readonly unknown[]): CallRecord<M> {
  return { of, data: undefined, error: undefined, isSettled: false, startedAt: performance.now() }
}

function isSame(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.every((value, index) => value === right[index])
}
