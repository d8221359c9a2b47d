import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame, type Message } from '../../../../src/engine/wire/frame.ts'
import { FrameReader } from '../../../../src/engine/wire/frameReader.ts'
import { items, valuesOf } from '../broker/items.ts'

function put(object: number, ...values: unknown[]): Message {
  return { operation: { op: 'queue.put', object, id: 1, n: values.length }, items: items(...values) }
}

describe('a frame', () => {
  it('carries operations with their own items, of every kind, across any cut of the stream', () => {
    const messages: Message[] = [
      put(1, 'é — ☂', { a: [1, 2] }, undefined),
      { operation: { op: 'ready' }, items: undefined },
      put(
        2,
        Buffer.alloc(100_000, 7),
        new Map([[1, 2]]),
        Array.from({ length: 50 }, (_, index) => index),
      ),
    ]
    const bytes = Buffer.concat([...encodeFrame(messages), ...encodeFrame([put(3, 'next')])])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: bytes.length }), { maxLength: 12 }), (cuts) => {
        const received: Message[] = []
        const reader = new FrameReader((frame) => received.push(...decodeFrame(frame)))
        const ends = [...new Set(cuts)].sort((a, b) => a - b)
        let start = 0
        for (const end of [...ends, bytes.length]) {
          reader.push(bytes.subarray(start, end))
          start = end
        }
        expect(received.map(({ operation }) => operation.op)).toEqual([
          'queue.put',
          'ready',
          'queue.put',
          'queue.put',
        ])
        expect(received.map((message) => message.items && valuesOf(message.items))).toEqual(
          [
            ['é — ☂', { a: [1, 2] }, undefined],
            undefined,
            [Buffer.alloc(100_000, 7), new Map([[1, 2]]), Array.from({ length: 50 }, (_, index) => index)],
            ['next'],
          ].map((values) => values && expect.toSatisfy((actual: unknown[]) => sameValues(actual, values))),
        )
      }),
      { numRuns: 50 },
    )
  })

  it('arrives whole and unharmed among thousands of others, small and larger than what is read at once', () => {
    const sizes = fc.array(
      fc.oneof(
        { weight: 20, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
        { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 300_000 }) },
      ),
      { minLength: 100, maxLength: 300 },
    )
    fc.assert(
      fc.property(sizes, fc.integer({ min: 900, max: 200_000 }), (lengths, chunkBytes) => {
        const received: Buffer[] = []
        const reader = new FrameReader((frame) => received.push(frame))
        const sent = lengths.map((length, index) =>
          Buffer.concat(encodeFrame([put(index, Buffer.alloc(length, index))])),
        )
        const bytes = Buffer.concat(sent)
        for (let start = 0; start < bytes.length; start += chunkBytes)
          reader.push(bytes.subarray(start, start + chunkBytes))
        // Compared at the end: a frame's memory is not written to again.
        expect(received.length).toBe(sent.length)
        expect(Buffer.concat(received).equals(bytes)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  it.each([
    ['a length that cannot be', Buffer.from([5, 0, 0, 0, 1, 2, 3])],
    [
      'a table that is longer than the frame',
      (() => {
        const [frame] = encodeFrame([put(1, 'x')]) as [Buffer]
        frame.writeUInt32LE(1_000_000, 8)
        return frame
      })(),
    ],
    [
      'items that are missing',
      (() => {
        const [frame] = encodeFrame([put(1, 'x')]) as [Buffer]
        const cut = Buffer.from(frame.subarray(0, frame.length - 1))
        cut.writeUInt32LE(cut.length, 0)
        return cut
      })(),
    ],
  ])('%s is refused', (_what, bytes) => {
    const reader = new FrameReader((frame) => decodeFrame(frame))
    expect(() => reader.push(bytes)).toThrow()
  })
})

function sameValues(actual: unknown[], expected: unknown[]): boolean {
  expect(actual.map(plain)).toEqual(expected.map(plain))
  return true
}

/** A Buffer may arrive as the Uint8Array that structured clone makes of it. */
function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? [...value.subarray(0, 4), value.length] : value
}
