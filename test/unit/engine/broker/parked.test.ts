import { describe, expect, it } from 'vitest'
import { Parked } from '../../../../src/engine/broker/parked.ts'
import { ProcessJoins } from '../../../../src/engine/broker/processJoins.ts'

describe('Parked', () => {
  it('lets one go out of turn, and keeps the order of the others', () => {
    const parked = new Parked<{ client: number; id: number }>()
    for (let id = 0; id < 300; id++) parked.add({ client: 1, id })
    const remove = (id: number): number[] => parked.removeOne((each) => each.id === id).map((each) => each.id)
    expect([remove(0), remove(1), remove(150), remove(150), remove(299)]).toEqual([
      [0],
      [1],
      [150],
      [],
      [299],
    ])
    const kept = [...parked].map(({ id }) => id)
    expect(kept).toEqual(Array.from({ length: 299 }, (_, id) => id).filter((id) => ![0, 1, 150].includes(id)))
    expect(parked.size).toBe(kept.length)
    expect(kept.map(() => parked.shift()?.id)).toEqual(kept)
  })

  it('looks no further than to the oldest where thousands time out in order', () => {
    const parked = new Parked<{ client: number; id: number }>()
    const count = 20_000
    for (let id = 0; id < count; id++) parked.add({ client: 1, id })
    let looks = 0
    for (let id = 0; id < count; id++) parked.removeOne((each) => ++looks > 0 && each.id === id)
    expect(looks).toBe(count)
    expect(parked.size).toBe(0)
  })
})

it('who waits for the end of a process is told once, unless its time was over', () => {
  const joins = new ProcessJoins()
  for (const id of [1, 2, 3]) joins.add(7, { client: 1, id })
  expect(joins.remove({ client: 1, id: 2 })).toBe(true)
  expect(joins.remove({ client: 1, id: 2 })).toBe(false)
  expect(joins.take(7).map(({ id }) => id)).toEqual([1, 3])
  expect(joins.take(7)).toEqual([])
})
