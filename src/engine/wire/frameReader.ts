import { maxFrameBytes } from './frame.ts'

/** Small frames are read into blocks of this size, many into one. */
const blockBytes = 64 * 1024
/** A read into less room than this is not worth its system call. */
const leastRoomBytes = 16 * 1024
const lengthBytes = 4

/**
 * Cuts a byte stream into frames, in the memory that it was read into: {@link room} is where the next bytes
 * belong. Small frames lie in blocks that they share; a frame that is larger than a block is read straight into
 * memory of its own.
 */
export class FrameReader {
  readonly #onFrame: (frame: Buffer) => void
  #block = Buffer.allocUnsafeSlow(blockBytes)
  /** The block's bytes from `#from` to `#to` have been read and not handed on. */
  #from = 0
  #to = 0
  #large: Buffer | undefined
  #largeFilled = 0

  constructor(onFrame: (frame: Buffer) => void) {
    this.#onFrame = onFrame
  }

  /** Never empty. */
  get room(): Buffer {
    return this.#large ? this.#large.subarray(this.#largeFilled) : this.#block.subarray(this.#to)
  }

  /**
   * The first `count` bytes of the room have been read.
   * @throws RangeError when the stream is not made of frames.
   */
  advance(count: number): void {
    if (this.#large) return this.#advanceLarge(this.#large, count)
    this.#to += count
    while (this.#to - this.#from >= lengthBytes) {
      const frameBytes = readLength(this.#block, this.#from)
      const end = this.#from + frameBytes
      if (end > this.#to) return this.#makeRoom(frameBytes)
      const frame = this.#block.subarray(this.#from, end)
      this.#from = end
      this.#onFrame(frame)
    }
    this.#makeRoom(lengthBytes)
  }

  /** For bytes that were read elsewhere. */
  push(chunk: Buffer): void {
    for (let offset = 0; offset < chunk.length;) {
      const copied = chunk.copy(this.room, 0, offset)
      offset += copied
      this.advance(copied)
    }
  }

  #advanceLarge(frame: Buffer, count: number): void {
    this.#largeFilled += count
    if (this.#largeFilled < frame.length) return
    this.#large = undefined
    this.#onFrame(frame)
  }

  /** For the frame that has begun, if any: `frameBytes` is what is known of its length. */
  #makeRoom(frameBytes: number): void {
    const begun = this.#block.subarray(this.#from, this.#to)
    if (frameBytes > blockBytes) {
      this.#large = Buffer.allocUnsafeSlow(frameBytes)
      this.#largeFilled = begun.copy(this.#large)
      this.#from = this.#to
    }
    const left = blockBytes - this.#to
    const isEnough = left >= leastRoomBytes && blockBytes - this.#from >= frameBytes
    if (isEnough || (this.#large && left > 0)) return
    // Frames that were handed on may still be looked at: their block is left to them.
    this.#block = Buffer.allocUnsafeSlow(blockBytes)
    this.#to = this.#large ? 0 : begun.copy(this.#block)
    this.#from = 0
  }
}

function readLength(bytes: Buffer, offset: number): number {
  const length = bytes.readUInt32LE(offset)
  if (length < 12 || length > maxFrameBytes) throw new RangeError(`A frame of ${length} bytes cannot be.`)
  return length
}
