import { expect, it } from 'vitest'
import { ProgressMeter } from '../../../../src/lab/experiments/progressMeter.ts'

it('estimates what is left from what was measured', () => {
  const serial = { group: 'serial', parallelism: 1 }
  const pool = { group: 'two workers', parallelism: 2 }
  const meter = new ProgressMeter([{ ...serial }, { ...serial }, { ...pool }, { ...pool }], 10)
  expect(meter).toMatchObject({ done: 0, total: 40, remainingMs: null })
  meter.finishPass(100)
  // As long again in series, and half of it for each pass of two workers.
  expect(meter).toMatchObject({ done: 10, remainingMs: 200, expectedMs: 100 })
  meter.finishPass(120)
  meter.finishPass(70)
  expect(meter).toMatchObject({ done: 30, remainingMs: 70, expectedMs: 70 })
  meter.finishPass(60)
  expect(meter).toMatchObject({ done: 40, remainingMs: 0 })
})
