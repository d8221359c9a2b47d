import { maxFrameBytes } from './frame.ts'

/**
 * Cuts a byte stream into frames. Whole frames inside a chunk are handed on without a copy; a frame that
 * spans chunks is gathered once in a buffer of its own size.
 */
export class FrameReader {
  readonly #onFrame: (frame: Buffer) => void
  #partial: Buffer | undefined
  #filled = 0

  constructor(onFrame: (frame: Buffer) => void) {
    this.#onFrame = onFrame
  }

  /** @throws RangeError when the stream is not made of frames. */
  push(chunk: Buffer): void {
    let offset = this.#partial ? this.#continue(chunk) : 0
    while (chunk.length - offset >= 4) {
      const frameBytes = readLength(chunk, offset)
      if (chunk.length - offset < frameBytes) {
        this.#partial = Buffer.allocUnsafeSlow(frameBytes)
        this.#filled = chunk.copy(this.#partial, 0, offset)
        return
      }
      this.#onFrame(chunk.subarray(offset, offset + frameBytes))
      offset += frameBytes
    }
    if (offset < chunk.length) this.#keepPrefix(chunk, offset)
  }

  /** Continues a frame that began in an earlier chunk; returns how much of this chunk it took. */
  #continue(chunk: Buffer): number {
    let partial = this.#partial as Buffer
    let offset = 0
    if (this.#filled < 4) {
      const taken = chunk.copy(partial, this.#filled, 0, 4 - this.#filled)
      this.#filled += taken
      offset = taken
      if (this.#filled < 4) return offset
      const whole = Buffer.allocUnsafeSlow(readLength(partial, 0))
      partial.copy(whole, 0, 0, 4)
      this.#partial = partial = whole
    }
    const taken = chunk.copy(partial, this.#filled, offset)
    this.#filled += taken
    offset += taken
    if (this.#filled === partial.length) {
      this.#partial = undefined
      this.#onFrame(partial)
    }
    return offset
  }

  /** Fewer than four bytes: the length itself is torn. */
  #keepPrefix(chunk: Buffer, offset: number): void {
    this.#partial = Buffer.allocUnsafeSlow(4)
    this.#filled = chunk.copy(this.#partial, 0, offset)
  }
}

function readLength(bytes: Buffer, offset: number): number {
  const length = bytes.readUInt32LE(offset)
  if (length < 12 || length > maxFrameBytes) throw new RangeError(`A frame of ${length} bytes cannot be.`)
  return length
}
