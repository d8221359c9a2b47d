import { expect, it } from 'vitest'
import { describePool } from '../../../../src/engine/library/poolOptions.ts'

it('a pool of more processes than any machine can have is refused at once, before the run is asked for them', () => {
  expect(describePool(4_096, {}).processes).toBe(4_096)
  for (const processes of [4_097, 1e9])
    expect(() => describePool(processes, {})).toThrow(/at most 4096 processes, not \d+/)
})
