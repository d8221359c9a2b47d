import { explainFault, explainSerializerFault, tooLargeError } from './faults.ts'
import { itemKinds, maxItemBytes, type EncodedItem, type SharedReference } from './item.ts'
import { jsonText } from './jsonText.ts'
import { packNumbers } from './numbers.ts'
import { joinedLength, joinParts, type Parts } from './parts.ts'
import { substitute } from './substitute.ts'
import { pathOf, survey, type Survey } from './survey.ts'
import { UnknownHostObject, writeValue } from './v8Writer.ts'

const undefinedItem: EncodedItem = Object.freeze({
  kind: itemKinds.undefined,
  text: undefined,
  bytes: undefined,
  references: undefined,
})

/**
 * Snapshots a value for another process. What arrives equals `structuredClone(value)`, except that
 * - a Buffer arrives as a Buffer and brings only its own bytes;
 * - a typed array that is the value's only view of its ArrayBuffer brings the bytes it shows, not the whole buffer;
 * - an Error keeps its name, also one of its own class;
 * - shared objects arrive as the receiver's object for the same thing.
 *
 * A getter may be read more than once.
 *
 * @param label what the value is called in errors: the root of the path, such as `item` or `argument`
 * @throws SerializationError for what cannot be sent, naming its path; for nesting beyond 1,000 levels; and for
 *   more than 256 MiB
 */
export function encodeValue(value: unknown, label: string): EncodedItem {
  if (value === undefined) return undefinedItem
  const packed = Array.isArray(value) ? packNumbers(value) : undefined
  if (packed !== undefined) return checkSize(packed, label)
  const text = tryJsonText(value)
  if (text === undefined) return encodeByV8(value, label)
  const item = { kind: itemKinds.json, text: `${text},`, bytes: undefined, references: undefined }
  return text.length * 3 < maxItemBytes ? item : checkSize(item, label)
}

/** Copies bytes into an item that arrives as a Buffer. The copy is the only one on this side. */
export function encodeBytes(view: Uint8Array): EncodedItem {
  if (view.byteLength > maxItemBytes) throw tooLargeError(view.byteLength, 'bytes')
  const bytes = Buffer.allocUnsafeSlow(view.byteLength)
  bytes.set(view)
  return { kind: itemKinds.bytes, text: undefined, bytes, references: undefined }
}

/** A getter that throws, or a stack that is too short, is met again by the survey, which knows where. */
function tryJsonText(value: unknown): string | undefined {
  try {
    return jsonText(value)
  } catch {
    return undefined
  }
}

function encodeByV8(value: unknown, label: string): EncodedItem {
  if (Buffer.isBuffer(value)) return encodeBytes(value)
  const found = survey(value, label)
  const written = write(value, found, label)
  const references: SharedReference[] | undefined =
    found.shared.size > 0 ? [...found.shared.values()] : undefined
  if (written.parts.length === 0)
    return checkSize(
      { kind: itemKinds.v8, text: undefined, bytes: written.body as Buffer, references },
      label,
    )
  const byteLength = joinedLength(written)
  if (byteLength > maxItemBytes) throw tooLargeError(byteLength, label)
  return { kind: itemKinds.v8Parts, text: undefined, bytes: joinParts(written), references }
}

function write(value: unknown, found: Survey, label: string): Parts {
  try {
    if (found.shared.size === 0 && !found.hasErrors) return writeValue(value, found.buffers, undefined)
    const substituted = substitute(value, found)
    return writeValue(substituted.value, found.buffers, substituted.substitutes)
  } catch (error) {
    if (!(error instanceof UnknownHostObject)) throw explainSerializerFault(error, label)
    throw explainFault(error, { label, path: pathOf(value, error.object, label) })
  }
}

function checkSize(item: EncodedItem, label: string): EncodedItem {
  const byteLength = item.text === undefined ? (item.bytes?.byteLength ?? 0) : Buffer.byteLength(item.text)
  if (byteLength > maxItemBytes) throw tooLargeError(byteLength, label)
  return item
}
