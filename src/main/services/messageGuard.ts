/** Deeper than anything that the contract holds; deeper input can only be meant to exhaust a stack. */
const maxDepth = 64

/**
 * Parses a message from a page. Undefined when it is not one that may be acted upon: not JSON, nested deeper
 * than 64, or with a key that could change an object's prototype when it is copied.
 */
export function parseMessage(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return isHarmless(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Walks level by level, not recursively: depth is what it must survive. */
function isHarmless(root: unknown): boolean {
  let level: unknown[] = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return false
    const next: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      if (Object.hasOwn(value, '__proto__')) return false
      for (const child of Object.values(value)) if (typeof child === 'object') next.push(child)
    }
    level = next
  }
  return true
}
