import { BufferTooShortError, MisuseError } from '../errors.ts'

/** What connections of every kind do with messages that are plain bytes. */

/** @throws MisuseError for a range that does not lie in the buffer. */
export function bytesToSend(
  bytes: ArrayBufferView,
  byteOffset: number,
  byteLength: number | undefined,
): Uint8Array {
  const length = byteLength ?? bytes.byteLength - byteOffset
  if (byteOffset < 0 || length < 0 || byteOffset + length > bytes.byteLength) {
    throw new MisuseError(
      `sendBytes: ${length} bytes from ${byteOffset} on do not lie in a buffer of ${bytes.byteLength} bytes.`,
    )
  }
  return new Uint8Array(bytes.buffer, bytes.byteOffset + byteOffset, length)
}

/** @throws MisuseError for a message that is not bytes. */
export function receivedBytes(message: unknown): Uint8Array {
  if (message instanceof Uint8Array) return message
  throw new MisuseError(
    `recvBytes received a ${typeof message} that was sent by send(): receive it by recv().`,
  )
}

/** @throws MisuseError for an offset outside of the target. */
export function checkTarget(target: ArrayBufferView, byteOffset: number): void {
  if (byteOffset < 0 || byteOffset > target.byteLength)
    throw new MisuseError(`recvBytesInto: offset ${byteOffset} is outside of ${target.byteLength} bytes.`)
}

/** @throws BufferTooShortError when the message does not fit. */
export function copyInto(target: ArrayBufferView, byteOffset: number, message: Uint8Array): number {
  const room = target.byteLength - byteOffset
  if (message.byteLength > room) {
    throw new BufferTooShortError(
      `A message of ${message.byteLength} bytes does not fit into ${room}.`,
      message,
    )
  }
  new Uint8Array(target.buffer, target.byteOffset + byteOffset, message.byteLength).set(message)
  return message.byteLength
}
