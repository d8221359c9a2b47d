import { describe, expect, it } from 'vitest'
import { foreignShare, parseMachineTimes, parseOwnTime } from '../../../bench/runner/machineLoad.ts'

describe('reading CPU times', () => {
  it('adds up what processors did, stolen time as busy and waiting for disks as idle', () => {
    const text = 'cpu  100 1 50 800 20 3 4 5 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n'
    expect(parseMachineTimes(text)).toEqual({ busy: 163, total: 983 })
  })

  it('finds the own time behind a name with spaces and parentheses', () => {
    const stat = '42 (a ) b) S 1 42 42 0 -1 4194304 100 0 0 0 11 22 33 44 20 0 1 0 1000 0 0'
    expect(parseOwnTime(stat)).toBe(110)
  })

  it('tells a file of another shape apart', () => {
    expect(() => parseMachineTimes('intr 1 2 3')).toThrow('/proc/stat')
  })
})

describe('foreignShare', () => {
  const before = { total: 1000, busy: 500, own: 100 }

  it('is what is busy beyond the own time, as a share of the machine', () => {
    expect(foreignShare(before, { total: 1200, busy: 620, own: 180 })).toBeCloseTo(0.2)
  })

  it('is nothing when the own time was booked a tick earlier than the total, or no time passed', () => {
    expect(foreignShare(before, { total: 1200, busy: 590, own: 191 })).toBe(0)
    expect(foreignShare(before, before)).toBe(0)
  })
})
