import { expectTypeOf, test } from 'vitest'
import type { RpcClient } from '../../src/shared/rpc/client.ts'
import type { CallHandlers } from '../../src/shared/rpc/contract.ts'
import type { RunReport } from '../../src/shared/runReport.ts'

/** Both ends derive their types from the one contract. */

declare const client: RpcClient
declare const handlers: CallHandlers

test('a call has the parameters and the result of its method', () => {
  expectTypeOf(client.call('runs.report', { runId: 'a' })).resolves.toEqualTypeOf<RunReport>()
  // @ts-expect-error there is no such method
  void client.call('runs.nothing', null)
  // @ts-expect-error the parameter is called runId
  void client.call('runs.report', { id: 'a' })
  // @ts-expect-error only these two signals are sent
  void client.call('processes.end', { handle: '1-2', signal: 'SIGHUP' })
})

test('what has a default may be left out by the caller and is there for the host', () => {
  void client.call('runs.start', { source: { kind: 'catalogue', id: 'queue' } })
  expectTypeOf(handlers['runs.start']).parameter(0).toHaveProperty('startMethod')
  expectTypeOf<Parameters<CallHandlers['runs.start']>[0]['params']>().toEqualTypeOf<Record<string, unknown>>()
})

test('a stream delivers items of its kind', () => {
  client.subscribe('machine', null, {
    onItem: (loads) => expectTypeOf(loads[0]?.cores).toEqualTypeOf<number[] | undefined>(),
  })
  // @ts-expect-error the interval is missing
  client.subscribe('processes', {}, { onItem: () => {} })
})
