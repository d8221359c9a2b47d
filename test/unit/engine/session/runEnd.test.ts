import { describe, expect, it } from 'vitest'
import type { ProcessRecord } from '../../../../src/engine/processes/processRecord.ts'
import { endOfRun } from '../../../../src/engine/session/runEnd.ts'

const main: ProcessRecord = {
  processId: 1,
  parentId: 0,
  name: 'MainProcess',
  role: 'main',
  startMethod: 'spawn',
  isDaemon: false,
  startedAtMs: 0,
  memorySpace: 1,
  pid: 4711,
  tid: null,
  readyAtMs: 1,
  endedAtMs: 2,
  exitCode: 0,
  signal: null,
  endCause: null,
  endedBy: null,
  cpuMs: 0,
  peakRssBytes: 0,
  tasks: 0,
}

describe('how a run ended', () => {
  it('completed with the result of main', () => {
    expect(endOfRun(main, { error: null, result: [1] }, undefined)).toEqual({
      exitCode: 0,
      result: [1],
      error: null,
      outcome: 'completed',
    })
  })

  it('failed with the error of main, and the stacks of what caused it', () => {
    const error = {
      name: 'TypeError',
      message: 'no',
      stack: 'TypeError: no',
      cause: { name: 'E', message: 'm', stack: 'at worker' },
    }
    const end = endOfRun({ ...main, exitCode: 1 }, { error, result: undefined }, undefined)
    expect(end.outcome).toBe('failed')
    expect(end.error).toEqual({
      name: 'TypeError',
      message: 'no',
      stack: 'TypeError: no\n[cause]: at worker',
      pid: 4711,
    })
  })

  it.each([
    [{ exitCode: 3 }, 'exited with code 3'],
    [{ exitCode: -9, signal: 'SIGKILL' }, 'was killed by SIGKILL'],
    [{ exitCode: 134 }, 'Most likely it ran out of memory'],
    [{ exitCode: 13 }, 'a promise that nothing will settle'],
  ])('failed without a word: %o says how', (facts, words) => {
    const end = endOfRun({ ...main, ...facts }, undefined, undefined)
    expect(end).toMatchObject({ outcome: 'failed', error: { name: 'ProcessExitError' } })
    expect(end.error?.message).toContain(words)
  })

  it('was ended by its time-out or by the user, whatever the program said', () => {
    const outcome = { error: null, result: 1 }
    expect(endOfRun({ ...main, exitCode: -15 }, outcome, 'timeout').outcome).toBe('timeout')
    expect(endOfRun({ ...main, exitCode: -15, endedBy: 'user' }, undefined, undefined).outcome).toBe('killed')
  })
})
