import { describe, expect, it } from 'vitest'
import { loadBetween, parseCoreTicks, parseMeminfo } from '../../../src/monitor/proc/procLoad.ts'
import { SystemLoadSource } from '../../../src/monitor/loadSource.ts'
import { fakeSystem } from './fakeSystem.ts'

const stat = `cpu  300 0 300 1400 0 0 0 0 0 0
cpu0 100 10 20 800 70 3 4 5 50 0
cpu2 200 0 0 600 0 0 0 0 0 0
intr 88124 0 9
ctxt 12
btime 1700000000
`

describe('load from /proc/stat', () => {
  it('reads the cores by their numbers: one that is off leaves an empty place', () => {
    expect(parseCoreTicks(stat)).toEqual([
      { busy: 142, total: 1012 },
      { busy: 0, total: 0 },
      { busy: 200, total: 800 },
    ])
    expect(parseCoreTicks('')).toEqual([])
  })

  it('reads the short lines of old kernels', () => {
    expect(parseCoreTicks('cpu0 10 0 5 85')).toEqual([{ busy: 15, total: 100 }])
  })

  it('gives the share between two readings', () => {
    const at = (busy: number, total: number) => ({ busy, total })
    expect(loadBetween([at(100, 1000), at(0, 0)], [at(175, 1100), at(0, 0)])).toEqual([75, 0])
    // Nothing counted, a core that came on, counters that stepped back.
    expect(loadBetween([at(5, 50)], [at(5, 50), at(20, 80)])).toEqual([0, 25])
    expect(loadBetween([at(50, 100), at(50, 100)], [at(49, 110), at(80, 110)])).toEqual([0, 100])
  })

  it('counts as used memory what programs cannot have', () => {
    const text =
      'MemTotal:  1000 kB\nMemFree:  100 kB\nMemAvailable:  600 kB\nBuffers:  50 kB\nCached:  300 kB\n'
    expect(parseMeminfo(text)).toEqual({ usedBytes: 400 * 1024, totalBytes: 1000 * 1024 })
    expect(parseMeminfo(text.replace(/MemAvailable.*\n/, ''))?.usedBytes).toBe(550 * 1024)
    expect(parseMeminfo('SwapTotal: 0 kB')).toBeNull()
  })
})

describe('SystemLoadSource', () => {
  it('asks for the load each time and for memory at a slower beat', async () => {
    const system = fakeSystem({ cpus: [{ load: 12 }, { load: 88 }], memory: { active: 3, total: 8 } })
    const source = new SystemLoadSource(() => Promise.resolve(system))
    const readings = [await source.read(), await source.read()]
    expect(readings[1]).toEqual({ cores: [12, 88], memory: { usedBytes: 3, totalBytes: 8 } })
    expect(readings[0]).toEqual(readings[1])
    expect(system.calls).toEqual({ cpu: 0, currentLoad: 2, mem: 1, processes: 0 })
  })
})
