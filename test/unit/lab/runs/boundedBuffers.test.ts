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
        for (const text of texts) output.push([{ pid: 1, stream: 'stdout', text, atMs: 0 }])
        const kept = output.chunks.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
        const given = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
        expect(kept).toBeLessThanOrEqual(maxBytes)
        expect(kept + output.droppedBytes).toBe(given)
      }),
    )
  })
})
