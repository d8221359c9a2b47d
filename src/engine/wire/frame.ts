import { ItemRun } from '../values/itemRun.ts'
import type { SharedReference } from '../values/item.ts'
import { itemCountOf, type Operation } from './operations.ts'

/**
 * The frame: everything that one side has to say to the other at the end of a tick.
 *
 *   u32 byteLength of the whole frame
 *   u32 headerBytes   the operations as a JSON array, padded with spaces to a multiple of 4
 *   u32 itemCount
 *   header            [{"op":…}, …]
 *   table             itemCount × u32: byteLength * 8 + kind of each item
 *   payload           the items, back to back, never decoded on the way
 *
 * All numbers are little endian. An operation owns the next `n` items of the table, in order.
 */

/** An operation with the items that belong to it. */
export interface Message<O extends Operation = Operation> {
  operation: O
  items: ItemRun | undefined
}

/** What is to be written: an operation's items may lie in several runs. */
export interface OutgoingMessage {
  operation: Operation
  items: ItemRun | readonly ItemRun[] | undefined
}

const preludeBytes = 12
/** Above this a payload is written as it lies, without a copy. */
const copyLimitBytes = 64 * 1024
/** A frame that claims to be larger than this is garbage. */
export const maxFrameBytes = 0x7fff_0000

/** The buffers of one frame, in order. */
export function encodeFrame(messages: readonly OutgoingMessage[]): Buffer[] {
  const runs: ItemRun[] = []
  for (const { items } of messages) {
    if (items instanceof ItemRun) runs.push(items)
    else if (items) runs.push(...items)
  }
  let itemCount = 0
  let payloadBytes = 0
  for (const run of runs) {
    itemCount += run.count
    payloadBytes += run.byteLength
  }
  const json = JSON.stringify(messages.map(withReferences))
  const textBytes = Buffer.byteLength(json)
  const headerBytes = (textBytes + 3) & ~3
  const tableOffset = preludeBytes + headerBytes
  const payloadOffset = tableOffset + itemCount * 4
  const isCopied = payloadBytes <= copyLimitBytes
  const head = Buffer.allocUnsafeSlow(payloadOffset + (isCopied ? payloadBytes : 0))
  head.writeUInt32LE(payloadOffset + payloadBytes, 0)
  head.writeUInt32LE(headerBytes, 4)
  head.writeUInt32LE(itemCount, 8)
  head.write(json, preludeBytes, 'utf8')
  head.fill(0x20, preludeBytes + textBytes, tableOffset)
  const table = new Uint32Array(head.buffer, tableOffset, itemCount)
  let tableIndex = 0
  let offset = payloadOffset
  for (const run of runs) {
    table.set(run.table, tableIndex)
    tableIndex += run.count
    if (isCopied) run.payload.copy(head, offset)
    offset += run.byteLength
  }
  return isCopied ? [head] : [head, ...runs.map((run) => run.payload)]
}

function withReferences({ operation, items }: OutgoingMessage): Operation {
  const refs: [number, SharedReference[]][] = []
  let first = 0
  for (const run of items instanceof ItemRun ? [items] : (items ?? [])) {
    run.references?.forEach((references, index) => references && refs.push([first + index, references]))
    first += run.count
  }
  return refs.length > 0 ? ({ ...operation, refs } as Operation) : operation
}

/**
 * Takes a frame apart. The items share the frame's buffer.
 * @throws RangeError or SyntaxError when the bytes are not a frame.
 */
export function decodeFrame(frame: Buffer): Message[] {
  const headerBytes = frame.readUInt32LE(4)
  const itemCount = frame.readUInt32LE(8)
  const tableOffset = preludeBytes + headerBytes
  const payloadOffset = tableOffset + itemCount * 4
  if (payloadOffset > frame.length)
    throw new RangeError('The frame is shorter than its header and table say.')
  const operations = JSON.parse(frame.toString('utf8', preludeBytes, tableOffset)) as Operation[]
  const table = copyTable(frame, tableOffset, itemCount)
  let tableIndex = 0
  let offset = payloadOffset
  return operations.map((operation) => {
    const n = itemCountOf(operation)
    if (n === 0) return { operation, items: undefined }
    const ownTable = table.subarray(tableIndex, tableIndex + n)
    tableIndex += n
    let bytes = 0
    for (const entry of ownTable) bytes += entry >>> 3
    if (ownTable.length < n || offset + bytes > frame.length) throw new RangeError('The frame lacks items.')
    const payload = frame.subarray(offset, offset + bytes)
    offset += bytes
    return { operation, items: ItemRun.of(ownTable, payload, referencesOf(operation, n)) }
  })
}

/** The table may lie at any byte offset of the socket's chunk; a Uint32Array view wants a multiple of 4. */
function copyTable(frame: Buffer, offset: number, count: number): Uint32Array {
  const table = new Uint32Array(count)
  new Uint8Array(table.buffer).set(frame.subarray(offset, offset + count * 4))
  return table
}

function referencesOf(operation: Operation, n: number): ItemRun['references'] {
  if (!('refs' in operation) || !operation.refs) return undefined
  const references = new Array<NonNullable<ItemRun['references']>[number]>(n).fill(undefined)
  for (const [index, list] of operation.refs) references[index] = list
  return references
}
