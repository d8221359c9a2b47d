import { isHarmless } from '../../shared/harmlessJson.ts'

/** Deeper than anything that the contract holds. */
const maxDepth = 64

/**
 * Parses a message from a page. Undefined when it is not one that may be acted upon: not JSON, nested deeper
 * than 64, or with a key that could change an object's prototype when it is copied.
 */
export function parseMessage(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return isHarmless(value, maxDepth) ? value : undefined
  } catch {
    return undefined
  }
}
