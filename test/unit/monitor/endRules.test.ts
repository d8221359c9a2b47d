import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { endProcess, type EndProcessOptions } from '../../../src/monitor/endProcess.ts'
import { formatHandle, parseHandle } from '../../../src/monitor/processHandle.ts'
import type { FoundProcess } from '../../../src/monitor/processLookUp.ts'
import { canEnd, type EndRights, ownRights } from '../../../src/monitor/processRules.ts'
import { runMembership } from '../../../src/monitor/runMembership.ts'

describe('handles', () => {
  it('read back what was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2 ** 31 }), fc.maxSafeNat(), (pid, startTime) => {
        expect(parseHandle(formatHandle({ pid, startTime }))).toEqual({ pid, startTime })
      }),
    )
  })

  it('refuse everything that kill would take for a group, for all, or for the system', () => {
    const bad = [
      '', '0', '-1', '1', '4711', '0-0', '1-24', '-1-5', '--5', '4711-', '-4711', '+5-6', '5-6\n', ' 5-6', '5-6-7',
      '05-6', '5-06', '5e3-6', '0x5-6', '5.0-6', '٥-6', '9007199254740993-1', '5-99999999999999999999', 'true-1',
    ] // oxfmt-ignore
    for (const handle of bad) {
      expect(() => parseHandle(handle), handle).toThrow(expect.objectContaining({ code: 'refused' }))
    }
    for (const handle of [true, [], ['5-6'], null, 5, {}]) {
      expect(() => parseHandle(handle as string)).toThrow(expect.objectContaining({ code: 'refused' }))
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[1-9]\d*-\d+$/.test(text))
        expect(() => parseHandle(text)).toThrow(expect.objectContaining({ code: 'refused' }))
      }),
    )
  })

  it('name the refused text harmlessly', () => {
    expect(() => parseHandle(`\u001b[2J${'x'.repeat(500)}`)).toThrow(/^"\\u001b\[2Jx{1,60}" does not name/)
  })
})

const learner: EndRights = { isOwn: (pid) => pid === 50, uids: [1000, 1000] }
const root: EndRights = { ...learner, uids: [0, 0] }

describe('canEnd', () => {
  const candidate = { pid: 4711, isKernelThread: false, isZombie: false, uids: [1000, 1000] as const }

  it('allows the own processes, and root every program', () => {
    expect(canEnd(candidate, learner)).toBe(true)
    expect(canEnd({ ...candidate, uids: [5, 1000] }, learner)).toBe(true)
    expect(canEnd({ ...candidate, uids: [5, 6] }, learner)).toBe(false)
    expect(canEnd({ ...candidate, uids: null }, learner)).toBe(false)
    expect(canEnd({ ...candidate, uids: [5, 6] }, root)).toBe(true)
    expect(canEnd({ ...candidate, uids: null }, { ...learner, uids: null })).toBe(true)
  })

  it('never allows the system, the kernel, Forkscope, or what has ended already', () => {
    for (const rights of [learner, root]) {
      expect(canEnd({ ...candidate, pid: 0 }, rights)).toBe(false)
      expect(canEnd({ ...candidate, pid: 1 }, rights)).toBe(false)
      expect(canEnd({ ...candidate, pid: 50 }, rights)).toBe(false)
      expect(canEnd({ ...candidate, isKernelThread: true }, rights)).toBe(false)
      expect(canEnd({ ...candidate, isZombie: true }, rights)).toBe(false)
    }
    expect(ownRights().isOwn(process.pid)).toBe(true)
    expect(ownRights((pid) => pid === 9).isOwn(9)).toBe(true)
  })
})

describe('endProcess', () => {
  const found: FoundProcess = {
    startTime: 900,
    startedAt: Date.UTC(2026, 2, 1, 12),
    name: 'node',
    user: 'learner',
    parentPid: 40,
    isKernelThread: false,
    isZombie: false,
    uids: [1000, 1000],
  }
  function options(
    changes: Partial<FoundProcess> | null = {},
    more: Partial<EndProcessOptions> & { isStill?: boolean; startTolerance?: number } = {},
  ) {
    const { isStill = true, startTolerance = 0, kill = () => undefined, ...rest } = more
    const find = () => Promise.resolve(changes && { ...found, ...changes })
    const lookUp = { startTolerance, find, isStill: () => isStill }
    return { rights: learner, lookUp, ...rest, kill: vi.fn(kill) }
  }

  it('sends the signal to the process that is still the same', async () => {
    const given = options()
    await endProcess('4711-900', 'SIGKILL', given)
    expect(given.kill.mock.calls).toEqual([[4711, 'SIGKILL']])
  })

  it('refuses another process under the same pid, and says which', async () => {
    const given = options({ startTime: 901, name: 'sshd' })
    await expect(endProcess('4711-900', 'SIGTERM', given)).rejects.toMatchObject({
      name: 'UserError',
      code: 'refused',
      message: expect.stringContaining('belongs to another process (sshd, started 2026-03-01T12:00:00.000Z)'),
    })
    expect(given.kill).not.toHaveBeenCalled()
  })

  it('tolerates a start that wavers only where the system is that inexact', async () => {
    const near = options({ startTime: 902 }, { startTolerance: 2 })
    await endProcess('4711-900', 'SIGTERM', near)
    expect(near.kill).toHaveBeenCalledOnce()
    const far = options({ startTime: 903 }, { startTolerance: 2 })
    await expect(endProcess('4711-900', 'SIGTERM', far)).rejects.toMatchObject({ code: 'refused' })
  })

  it.each([
    ['ended before the look', null, {}, 'not-found', /already ended/],
    ['ended after the look', {}, { isStill: false }, 'not-found', /already ended/],
    ['zombie', { isZombie: true }, {}, 'refused', /waits for its parent 40 .* end the parent/],
    ['kernel thread', { isKernelThread: true }, {}, 'refused', /part of the kernel/],
    [
      'of another user',
      { uids: [0, 0], user: 'root' },
      {},
      'refused',
      /belongs to the user root .* ask them/,
    ],
  ] as const)('does not send when it is %s', async (_what, changes, more, code, message) => {
    const given = options(changes, more)
    await expect(endProcess('4711-900', 'SIGTERM', given)).rejects.toMatchObject({
      name: 'UserError',
      code,
      message: expect.stringMatching(message),
    })
    expect(given.kill).not.toHaveBeenCalled()
  })

  it('refuses Forkscope itself and other signals before it looks', async () => {
    const given = options()
    await expect(endProcess('50-900', 'SIGKILL', given)).rejects.toMatchObject({ code: 'refused' })
    await expect(endProcess('4711-900', 'SIGSTOP' as 'SIGKILL', given)).rejects.toThrow(
      /"SIGSTOP" is not a signal/,
    )
    expect(given.kill).not.toHaveBeenCalled()
  })

  it.each([
    ['ESRCH', 'not-found'],
    ['EPERM', 'refused'],
  ])('says what %s from the system means', async (systemCode, code) => {
    const kill = () => {
      throw Object.assign(new Error(`kill ${systemCode}`), { code: systemCode })
    }
    await expect(endProcess('4711-900', 'SIGTERM', options({}, { kill }))).rejects.toMatchObject({
      name: 'UserError',
      code,
    })
  })
})

describe('runMembership', () => {
  it('gives a run to what its processes started, and to nobody else', () => {
    const parents = new Map([[1, 0], [10, 1], [20, 10], [30, 20], [40, 1], [50, 10]]) // oxfmt-ignore
    const runOf = runMembership(parents, (pid) => (pid === 20 ? 'run-a' : pid === 50 ? 'run-b' : undefined))
    expect([1, 10, 20, 30, 40, 50].map(runOf)).toEqual([
      undefined,
      undefined,
      'run-a',
      'run-a',
      undefined,
      'run-b',
    ])
  })

  it('ends on a ring and on an endless family', () => {
    const ring = runMembership(new Map([[2, 3], [3, 2]]), () => undefined) // oxfmt-ignore
    expect(ring(2)).toBeUndefined()
    const chain = new Map(Array.from({ length: 5000 }, (_, pid) => [pid + 2, pid + 1]))
    expect(runMembership(chain, () => undefined)(5001)).toBeUndefined()
  })
})
