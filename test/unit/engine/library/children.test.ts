import { describe, expect, it } from 'vitest'
import { addChild, livingChildren, noteStart, removeChild } from '../../../../src/engine/library/children.ts'

const child = {
  name: 'Process-1',
  daemon: false,
  join: () => Promise.resolve(true),
  terminate: () => Promise.resolve(),
  kill: () => Promise.resolve(),
}
const end = { exitCode: 3, signal: null }

describe('the children of a process', () => {
  it('are told an end that came before the start was known, and no end of a stranger', async () => {
    // A pool's worker: nobody has started a Process.
    removeChild(5, end)
    let started!: () => void
    const start = new Promise<void>((resolve) => (started = resolve))
    noteStart(start)
    expect(addChild(5, child)).toBeUndefined()
    removeChild(6, end)
    expect(addChild(6, child)).toEqual(end)
    expect(livingChildren()).toEqual([child])
    removeChild(7, end)
    started()
    await start
    noteStart(Promise.resolve())
    expect(addChild(7, child)).toBeUndefined()
    expect([removeChild(5, end), removeChild(7, end), removeChild(7, end)]).toEqual([child, child, undefined])
    expect(livingChildren()).toEqual([])
  })
})
