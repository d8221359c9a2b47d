import { describe, expect, it } from 'vitest'
import { UpdateWatch } from '../../../../src/engine/broker/updateWatch.ts'
import { AccessWriter, type AccessKind } from '../../../../src/engine/memory/accessRecords.ts'

function access(watch: UpdateWatch, client: number, kind: AccessKind, index = 0): void {
  const writer = new AccessWriter('int32')
  writer.add(kind, index, 1)
  watch.accessed(client, writer.bytes)
}

const steps = (...list: [client: number, kind: AccessKind, index?: number][]): UpdateWatch => {
  const watch = new UpdateWatch()
  for (const [client, kind, index] of list) access(watch, client, kind, index)
  return watch
}

describe('an update of shared memory', () => {
  it('is lost when another set what had been read', () => {
    const { lost } = steps([1, 'get'], [2, 'get'], [1, 'set'], [2, 'set'])
    expect(lost).toEqual({ count: 1, by: new Set([2]) })
  })

  it('is lost also when it was an add', () => {
    expect(steps([1, 'get'], [2, 'add'], [1, 'set']).lost?.count).toBe(1)
  })

  it('is none that was seen: each reads what the other has set', () => {
    expect(steps([1, 'get'], [1, 'set'], [2, 'get'], [2, 'set'], [1, 'get'], [1, 'set']).lost).toBeUndefined()
  })

  it('is none of one who has not read, of one alone, of adds, and of other elements', () => {
    expect(steps([1, 'set'], [2, 'set'], [1, 'set']).lost).toBeUndefined()
    expect(steps([1, 'get'], [1, 'get'], [1, 'set'], [1, 'set']).lost).toBeUndefined()
    expect(steps([1, 'add'], [2, 'add'], [1, 'add'], [2, 'get']).lost).toBeUndefined()
    expect(steps([1, 'get', 0], [2, 'get', 1], [2, 'set', 1], [1, 'set', 0]).lost).toBeUndefined()
  })

  it('is told once for each read that was old', () => {
    const { lost } = steps([1, 'get'], [2, 'set'], [1, 'set'], [2, 'set'], [1, 'set'])
    expect(lost).toEqual({ count: 1, by: new Set([1]) })
  })

  it('is lost by a range that was read whole and is written whole, once', () => {
    const watch = new UpdateWatch()
    watch.read(1, 0, 4)
    watch.read(2, 0, 4)
    watch.written(1, 0, 2)
    watch.written(2, 0, 4)
    expect(watch.lost?.count).toBe(1)
    const apart = new UpdateWatch()
    for (const client of [1, 2]) apart.read(client, 0, 4)
    apart.written(1, 0, 2)
    apart.written(2, 2, 4)
    expect(apart.lost).toBeUndefined()
  })

  it('is not told of one that has ended, nor when more elements are in use than are known', () => {
    const gone = steps([1, 'get'], [2, 'set'])
    gone.forget(1)
    access(gone, 1, 'set')
    expect(gone.lost).toBeUndefined()
    const many = new UpdateWatch()
    for (let index = 0; index < 3_000; index++) access(many, 1, 'get', index)
    access(many, 2, 'set', 0)
    access(many, 1, 'set', 0)
    expect(many.lost).toBeUndefined()
  })
})
