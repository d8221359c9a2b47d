import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseProcStat } from '../../../src/monitor/proc/procStat.ts'

const rest =
  'S 4700 4711 4700 34816 4711 4194304 98 0 0 0 250 50 0 0 20 0 7 0 126459 3133440 382 ' +
  '18446744073709551615 94387011631152 94387011653033 140735559679264 0 0 0 0 0 0 0 0 0 17 5 0 0 0 0 0 ' +
  '94387011669040 94387011670656 94387234004992 140735559682550 140735559682570 140735559682570 140735559684075 0\n'

describe('parseProcStat', () => {
  it('reads the fields by their numbers in proc(5)', () => {
    expect(parseProcStat(`4711 (node) ${rest}`)).toEqual({
      pid: 4711,
      comm: 'node',
      state: 'sleeping',
      parentPid: 4700,
      isKernelThread: false,
      cpuTicks: 300,
      threads: 7,
      startTimeTicks: 126459,
      rssPages: 382,
      core: 5,
    })
  })

  it('is not misled by any name, whatever it imitates', () => {
    const names = [
      '',
      ' ',
      ')',
      '(',
      ') R 1 (',
      'a) Z 1 2 3',
      '((sd-pam))',
      'Web Content',
      'two\nlines',
      'ü) S 2',
    ]
    for (const comm of names) {
      expect(parseProcStat(`7 (${comm}) ${rest}`)).toMatchObject({ pid: 7, comm, state: 'sleeping', core: 5 })
    }
    fc.assert(
      fc.property(fc.string({ maxLength: 64, unit: 'binary' }), (comm) => {
        expect(parseProcStat(`7 (${comm}) ${rest}`)).toMatchObject({
          comm,
          parentPid: 4700,
          startTimeTicks: 126459,
        })
      }),
    )
  })

  it.each([
    ['R', 'running'],
    ['S', 'sleeping'],
    ['D', 'disk-sleep'],
    ['T', 'stopped'],
    ['t', 'stopped'],
    ['Z', 'zombie'],
    ['I', 'idle'],
    ['X', 'other'],
    ['P', 'other'],
    ['?', 'other'],
  ])('names state %s %s', (letter, state) => {
    expect(parseProcStat(`1 (init) ${letter}${rest.slice(1)}`)?.state).toBe(state)
  })

  it('knows a kernel thread by its flag, also beside other and high flags', () => {
    const withFlags = (flags: string) => parseProcStat(`9 (kworker/0:1-ev) ${rest.replace('4194304', flags)}`)
    expect(withFlags('69238880')?.isKernelThread).toBe(true)
    expect(withFlags('4294967295')?.isKernelThread).toBe(true)
    expect(withFlags('2151677952')?.isKernelThread).toBe(false)
  })

  it('returns null for every part of a line that lacks the core, and for other text', () => {
    const line = `4711 (a b) ${rest}`
    const coreEndsAt = line.indexOf(' 17 5 ') + ' 17 5'.length
    for (let length = 0; length < coreEndsAt - 1; length++) {
      expect(parseProcStat(line.slice(0, length)), line.slice(0, length)).toBeNull()
    }
    expect(parseProcStat('x (node) ' + rest)).toBeNull()
    expect(parseProcStat('No such process')).toBeNull()
    expect(parseProcStat(`1 (a) ${rest.replace('126459', 'soon')}`)).toBeNull()
  })
})
