import { inspect, types } from 'node:util'
import type { WireError } from '../../shared/errors.ts'
import { programFrames } from './programFrames.ts'

/**
 * Describes what a task threw. Anything can be thrown, and errors are objects like others: with getters that
 * throw, cycles and numbers that JSON cannot hold. None of that may harm the worker or the wire.
 */

const mostText = 64 * 1024
const mostPropertiesText = 16 * 1024
const deepestCause = 4
/** Carried by themselves, or of no use elsewhere. */
const ownNames = new Set(['name', 'message', 'stack', 'cause', 'code', 'facts', 'errors'])

export function describeThrown(thrown: unknown, depth = 0): WireError {
  try {
    if (isError(thrown)) return describeError(thrown, depth)
    return { name: 'Error', message: `thrown: ${text(inspect(thrown, { depth: 2 }))}` }
  } catch (error) {
    const why = isError(error) ? error.message : typeof error
    return { name: 'Error', message: `Something was thrown that cannot be described (${text(why)}).` }
  }
}

function describeError(error: Error, depth: number): WireError {
  const { code, facts } = error as { code?: unknown; facts?: unknown }
  const className = (error.constructor as { name?: unknown } | undefined)?.name
  const ownFacts = jsonOf(facts)
  const properties = jsonOf(ownProperties(error))
  return {
    name: text(error.name),
    message: text(error.message),
    ...(typeof error.stack === 'string' && { stack: programFrames(text(error.stack)) }),
    ...(typeof code === 'string' && { code }),
    ...(typeof className === 'string' && { className }),
    ...(ownFacts && { facts: ownFacts }),
    ...(properties && { properties }),
    ...(error.cause !== undefined &&
      depth < deepestCause && { cause: describeThrown(error.cause, depth + 1) }),
  }
}

function ownProperties(error: Error): Record<string, unknown> | undefined {
  const entries = Object.entries(error).filter(([name]) => !ownNames.has(name))
  if (typeof (error as { code?: unknown }).code === 'number')
    entries.push(['code', (error as { code?: unknown }).code])
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

/** The value as plain JSON data, if it is an object that JSON can hold and not too large. */
function jsonOf(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  try {
    const json = JSON.stringify(value)
    if (json.length > mostPropertiesText) return undefined
    return JSON.parse(json) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error
}

function text(value: unknown): string {
  return String(value).slice(0, mostText)
}
