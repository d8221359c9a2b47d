/**
 * Whether parsed JSON may be handled: nothing deeper than `maxDepth`, which can only be meant to exhaust a stack, and
 * no key that could change an object's prototype when it is copied.
 */
export function isHarmless(root: unknown, maxDepth: number): boolean {
  // Level by level, not recursively: depth is what this must survive.
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
