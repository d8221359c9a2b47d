import { describe, expect, it } from 'vitest'
import { endedBadly, errorFromOutput, exitWords } from '../../../src/renderer/model/runExitWords.ts'
import {
  countProcesses,
  describeActivity,
  sortLivingFirst,
} from '../../../src/renderer/model/runProcessWords.ts'
import { appendOutput, emptyOutput } from '../../../src/renderer/model/runOutput.ts'
import { processSnapshot } from './runFixtures.ts'

const exit = (over: Partial<Parameters<typeof exitWords>[0]>) => ({
  exitCode: null,
  signal: null,
  endedBy: null,
  ...over,
})

describe('exits in words', () => {
  it.each([
    [exit({ exitCode: 0 }), undefined, 'exit 0', false],
    [exit({ exitCode: 1 }), 'TypeError: f is not a function', 'exit 1: TypeError: f is not a function', true],
    [
      exit({ signal: 'SIGKILL', exitCode: -9, endedBy: 'user' }),
      undefined,
      'killed by SIGKILL (9) from you',
      false,
    ],
    [exit({ exitCode: -9 }), undefined, 'killed by SIGKILL (9)', true],
    [
      exit({ signal: 'SIGTERM', endedBy: 'timeout' }),
      undefined,
      'ended by SIGTERM (15) by the time limit',
      true,
    ],
    [exit({ exitCode: -42 }), undefined, 'ended by signal 42 (42)', true],
    [
      exit({ signal: 'SIGTERM', endedBy: 'program' }),
      undefined,
      'ended by SIGTERM (15) from its own program',
      false,
    ],
    [exit({ exitCode: 143, endedBy: 'user' }), undefined, 'exit 143, ended from you', false],
  ])('%o', (ended, error, words, bad) => {
    expect(exitWords(ended, error)).toBe(words)
    expect(endedBadly(ended)).toBe(bad)
  })

  it('finds the error that a process printed, of that process alone', () => {
    const log = appendOutput(emptyOutput, [
      {
        processId: 1,
        pid: 1,
        stream: 'stderr',
        text: 'file.ts:3\nTypeError: no such thing\n    at x (file.ts:3:1)\n',
        atMs: 0,
      },
      { processId: 2, pid: 2, stream: 'stderr', text: 'RangeError: too big\n', atMs: 0 },
      { processId: 3, pid: 3, stream: 'stdout', text: 'Error: only printed\n', atMs: 0 },
    ])
    expect(errorFromOutput(log.lines, 1)).toBe('TypeError: no such thing')
    expect(errorFromOutput(log.lines, 3)).toBeUndefined()
  })
})

describe('what a process does, in words', () => {
  const wait = { operation: 'get', on: 'queue-1', label: 'get on Queue-1', sinceMs: 50 }

  it('is waiting only when it has a wait open and uses little CPU', () => {
    const waiting = processSnapshot({ waits: [wait], cpuPercent: 0, state: 'sleeping' })
    expect(describeActivity(waiting)).toMatchObject({ state: 'waiting', detail: 'get on Queue-1' })
    expect(describeActivity({ ...waiting, cpuPercent: 97 }).state).toBe('running')
    expect(describeActivity({ ...waiting, cpuPercent: null }).state).toBe('waiting')
  })

  it('names the longest of several waits', () => {
    const older = { operation: 'join', on: '7', label: 'join pid 7', sinceMs: 10 }
    const words = describeActivity(processSnapshot({ waits: [wait, older], cpuPercent: 1 }))
    expect(words.detail).toBe('join pid 7 and 1 more')
  })

  it('tells idle, disk wait, starting, ended and killed apart', () => {
    expect(describeActivity(processSnapshot({ cpuPercent: 0, state: 'sleeping' })).state).toBe('idle')
    expect(describeActivity(processSnapshot({ cpuPercent: 3, state: 'disk-sleep' })).state).toBe('disk-sleep')
    expect(describeActivity(processSnapshot({ phase: 'starting' })).state).toBe('starting')
    const ended = processSnapshot({ phase: 'ended', waits: [wait] })
    expect(describeActivity(ended).state).toBe('exited')
    expect(describeActivity({ ...ended, signal: 'SIGKILL' }).state).toBe('killed')
  })

  it('keeps living processes in order and puts the latest ended one next', () => {
    const phases = ['ended', 'running', 'ended', 'starting'] as const
    const processes = phases.map((phase, processId) => processSnapshot({ processId, phase }))
    expect(sortLivingFirst(processes).map((process) => process.processId)).toEqual([1, 3, 2, 0])
    expect(countProcesses(processes)).toEqual({ starting: 1, alive: 2, ended: 2 })
  })
})
