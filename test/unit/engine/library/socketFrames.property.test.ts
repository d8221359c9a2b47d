import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  decodeMessage,
  encodeMessage,
  MessageReader,
  type ReceivedMessage,
} from '../../../../src/engine/library/socketFrames.ts'

const message = fc.oneof(
  fc.jsonValue(),
  fc.constant(undefined),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.array(fc.integer(), { maxLength: 50 }),
)

function read(chunks: readonly Buffer[]): unknown[] {
  const received: ReceivedMessage[] = []
  const reader = new MessageReader((each) => received.push(each))
  for (const chunk of chunks) reader.push(chunk)
  return received.map(decodeMessage)
}

it('messages are the same, however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 200 }),
      (messages, lengths) => {
        const stream = Buffer.concat(messages.flatMap(encodeMessage))
        const chunks: Buffer[] = []
        let at = 0
        for (const length of lengths) {
          chunks.push(stream.subarray(at, at + length))
          at += length
        }
        if (at < stream.byteLength) chunks.push(stream.subarray(at))
        expect(read(chunks)).toEqual(messages.map((each) => structuredCloneOf(each)))
      },
    ),
  )
})

/** Buffers stay Buffers, and JSON has no negative zero. */
function structuredCloneOf(value: unknown): unknown {
  return Buffer.isBuffer(value) ? Buffer.from(value) : decodeMessage(onlyOne(encodeMessage(value)))
}

function onlyOne(frame: Buffer[]): ReceivedMessage {
  const received: ReceivedMessage[] = []
  new MessageReader((each) => received.push(each)).push(Buffer.concat(frame))
  return received[0] as ReceivedMessage
}

it('whatever a stranger sends, it is a message or refused: nothing else is thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      try {
        read([Buffer.from(bytes)])
      } catch (error) {
        expect((error as Error).name).toBe('SerializationError')
      }
    }),
  )
})
