import { describe, expect, it } from 'vitest'
import { CpuMeter } from '../../../src/monitor/cpuMeter.ts'

const never = (): number => {
  throw new Error('the age is asked for only at the first reading')
}

describe('CpuMeter', () => {
  it('counts the first reading from the start and every other from the reading before', () => {
    const meter = new CpuMeter()
    expect(meter.update(7, 100, 500, 10_000, () => 2000)).toBe(25)
    expect(meter.update(7, 100, 1000, 10_500, never)).toBe(100)
    expect(meter.update(7, 100, 1000, 11_500, never)).toBe(0)
    expect(meter.update(7, 100, 3000, 12_500, never)).toBe(200)
  })

  it('starts afresh when the pid belongs to another process', () => {
    const meter = new CpuMeter()
    meter.update(7, 100, 90_000, 1000, () => 100_000)
    expect(meter.update(7, 555, 50, 1500, () => 200)).toBe(25)
  })

  it('repeats the figure while the window is too short, without losing time', () => {
    const meter = new CpuMeter()
    meter.update(7, 1, 0, 0, () => 1000)
    expect(meter.update(7, 1, 500, 1000, never)).toBe(50)
    expect(meter.update(7, 1, 510, 1001, never)).toBe(50)
    expect(meter.update(7, 1, 600, 1200, never)).toBe(50)
  })

  it('survives ages and times that cannot be', () => {
    const meter = new CpuMeter()
    expect(meter.update(1, 1, 10, 0, () => -5000)).toBe(10)
    expect(meter.update(2, 1, 10, 0, () => 0)).toBe(10)
    meter.update(3, 1, 100, 0, () => 1000)
    expect(meter.update(3, 1, 90, 1000, never)).toBe(0)
  })

  it('forgets all but the living', () => {
    const meter = new CpuMeter()
    meter.update(7, 1, 0, 0, () => 1000)
    meter.update(8, 1, 0, 0, () => 1000)
    meter.retain(new Set([8]))
    expect(() => meter.update(7, 1, 0, 1000, never)).toThrow('first reading')
    expect(meter.update(8, 1, 100, 1000, never)).toBe(10)
  })
})
