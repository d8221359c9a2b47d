/**
 * Views keep all the memory that they look into: a message of twenty bytes the frame of 64 KiB that it came in.
 */

/** A view may keep this many times its own bytes; above that they are copied out. */
const mostKept = 2
/** Below this much memory in all, a copy would cost more than it frees. */
const leastBacking = 4096
/** Small copies share slabs of this size, because an ArrayBuffer of its own costs hundreds of bytes. */
const slabBytes = 8192
const largestInSlab = 1024

const slabs = new WeakSet<ArrayBufferLike>()
let slab: Buffer | undefined
let slabUsed = 0

/** Whether `bytes` keep much more memory alive than they are. */
export function keepsStrangers(bytes: Uint8Array | Uint32Array): boolean {
  const backing = bytes.buffer.byteLength
  return backing > leastBacking && backing > bytes.byteLength * mostKept && !slabs.has(bytes.buffer)
}

/** `bytes`, or a copy of them where they keep much more memory alive than they are. */
export function withoutStrangers(bytes: Buffer): Buffer {
  return keepsStrangers(bytes) ? Buffer.from(bytes) : bytes
}

/**
 * A copy for bytes that wait, such as in a queue. Slabs hold nothing else: what waits together is used up together,
 * whereas Node's own pool mixes it with what any other code holds.
 */
export function compactBytes(bytes: Buffer): Buffer {
  const length = bytes.byteLength
  if (length > largestInSlab) return copyInto(Buffer.allocUnsafeSlow(length), bytes)
  if (slab === undefined || slabUsed + length > slab.byteLength) {
    slab = Buffer.allocUnsafeSlow(slabBytes)
    slabs.add(slab.buffer)
    slabUsed = 0
  }
  const copy = copyInto(slab.subarray(slabUsed, slabUsed + length), bytes)
  slabUsed += length
  return copy
}

function copyInto(target: Buffer, bytes: Buffer): Buffer {
  target.set(bytes)
  return target
}
