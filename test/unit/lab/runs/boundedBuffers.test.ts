import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BoundedOutput, NewestItems } from '../../../../src/lab/runs/boundedBuffers.ts'

describe('bounded buffers', () => {
  it('keep the newest items and count the others', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat())), fc.integer({ min: 1, max: 8 }), (batches, capacity) => {
        const buffer = new NewestItems<number>(capacity)
        for (const batch of batches) buffer.push(batch)
        const all = batches.flat()
        expect(buffer.items).toEqual(all.slice(-capacity))
        expect(buffer.dropped).toBe(Math.max(0, all.length - capacity))
      }),
    )
  })

  it.each(['oldest', 'newest'] as const)('keep the %s output and count every byte of the rest', (keep) => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.nat(40), (texts, maxBytes) => {
        const output = new BoundedOutput(maxBytes, keep)
        for (const text of texts) output.push([{ processId: 1, pid: 1, stream: 'stdout', text, atMs: 0 }])
        const kept = output.chunks.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
        const given = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
        expect(kept).toBeLessThanOrEqual(maxBytes)
        expect(kept + output.droppedBytes).toBe(given)
        const all = texts.join('')
        const text = output.chunks.map((chunk) => chunk.text).join('')
        expect(keep === 'newest' ? all.endsWith(text) : true).toBe(true)
        // Only a character that lies across the bound makes it less.
        expect(kept).toBeGreaterThan(Math.min(given, maxBytes) - 4)
      }),
    )
  })

  it('cut a chunk that alone exceeds the bound, between characters', () => {
    const whole = { processId: 1, pid: 1, stream: 'stdout', text: 'aé😀b', atMs: 0 } as const
    const kept = (maxBytes: number, keep: 'oldest' | 'newest'): unknown => {
      const output = new BoundedOutput(maxBytes, keep)
      output.push([whole])
      return [output.chunks.map(({ text }) => text).join(''), output.droppedBytes]
    }
    expect(kept(8, 'newest')).toEqual(['aé😀b', 0])
    expect(kept(6, 'newest')).toEqual(['😀b', 3])
    expect(kept(4, 'newest')).toEqual(['b', 7])
    expect(kept(6, 'oldest')).toEqual(['aé', 5])
    expect(kept(0, 'oldest')).toEqual(['', 8])
  })
})
