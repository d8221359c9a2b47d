import { MultiprocessingError, SerializationError } from '../errors.ts'
import { maxDepth, maxItemBytes } from './item.ts'
import type { Refusal } from './refusal.ts'

/** Ends a walk at something that cannot be sent; where that is, only the walk knows. */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.what)
    this.refusal = refusal
  }
}

/** Ends a walk at {@link maxDepth}. */
export class TooDeep extends Error {}

/** Where a fault was met. */
export interface Place {
  /** The root of the path, such as `item`. */
  label: string
  path: string
  /** The class of the innermost instance on the way, if any. */
  inside?: string | undefined
}

/** The error for what ended a walk. */
export function explainFault(fault: unknown, place: Place): Error {
  const { label, path } = place
  if (fault instanceof Refused) return refusedError(fault.refusal, place)
  // A shared object says itself why it cannot be sent, such as a closed connection.
  if (fault instanceof MultiprocessingError) return fault
  if (fault instanceof TooDeep || isStackOverflow(fault)) return tooDeepError(path, label)
  const reason = fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault)
  const message = `Cannot send ${path}: reading it threw ${reason}. Send plain data instead of a getter.`
  return new SerializationError(message, path, { cause: fault })
}

/** The error for what V8's serialiser threw although the survey found nothing. */
export function explainSerializerFault(fault: unknown, label: string): Error {
  if (!(fault instanceof Error) || !fault.message.endsWith(cloneFault))
    return explainFault(fault, { label, path: label })
  const what = fault.message.slice(0, -cloneFault.length)
  const message = `Cannot send ${label}: it holds ${what}, which has no data form. Send plain data.`
  return new SerializationError(message, label, { cause: fault })
}

/** How V8's messages for uncloneable objects end. */
const cloneFault = ' could not be cloned.'

function refusedError({ what, advice }: Refusal, { label, path, inside }: Place): SerializationError {
  const where = path === label ? ` as ${label}` : `: it is at ${path}`
  const owner = inside === undefined ? '' : `, inside an instance of ${inside}`
  return new SerializationError(`Cannot send ${what}${where}${owner}. ${advice}.`, path)
}

function tooDeepError(path: string, label: string): SerializationError {
  const message =
    `Cannot send ${label}: it is nested too deeply, beyond ${maxDepth.toLocaleString('en')} levels at ${path}. ` +
    'Send it flat, such as an array of nodes that refer to each other by index.'
  return new SerializationError(message, path)
}

/** The error for an item of more than {@link maxItemBytes}. */
export function tooLargeError(byteLength: number, label: string): SerializationError {
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MiB`
  const message =
    `Cannot send ${label}: it takes ${mebibytes(byteLength)} and one item may take ${mebibytes(maxItemBytes)}. ` +
    'Send it in several pieces, or write it to a file and send the path.'
  return new SerializationError(message, label)
}

function isStackOverflow(fault: unknown): boolean {
  return fault instanceof RangeError && fault.message.includes('call stack')
}
