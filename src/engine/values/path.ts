/** One step from a value into a part of it: a property's key, an array's index, or an entry of a Map or Set. */
export type Step = string | number | EntryStep

interface EntryStep {
  part: 'key' | 'value' | 'member'
  /** The entry's place in insertion order, from 0. */
  place: number
  key?: unknown
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u
const longestPath = 120
const shownEnd = 48

/** The path as one would write it in a program; the middle of a very long one is left out. */
export function renderPath(root: string, steps: readonly Step[]): string {
  const path = root + steps.map(renderStep).join('')
  if (path.length <= longestPath) return path
  return `${path.slice(0, shownEnd)}…${path.slice(-shownEnd)}`
}

function renderStep(step: Step): string {
  if (typeof step === 'number') return `[${step}]`
  if (typeof step === 'string') return identifier.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
  if (step.part === 'key') return `.keys()[${step.place}]`
  if (step.part === 'member') return `.values()[${step.place}]`
  const { key } = step
  if (typeof key === 'string') return `.get(${JSON.stringify(key)})`
  return typeof key === 'number' ? `.get(${key})` : `.values()[${step.place}]`
}

const languageClasses = new Set(['Object', 'Array', 'Map', 'Set', 'Error'])

/**
 * The class of the innermost instance on the way to a part, such as `Socket` for a function deep in its fields:
 * who sent a socket by mistake does not know `_events.end`. Undefined when only plain data is on the way.
 */
export function innermostClass(value: unknown, steps: readonly Step[]): string | undefined {
  let found: string | undefined
  let current = value
  try {
    for (const step of steps) {
      if (typeof current !== 'object' || current === null) break
      const { constructor } = current as { constructor?: unknown }
      const name: unknown = typeof constructor === 'function' ? constructor.name : undefined
      if (typeof name === 'string' && name !== '' && !languageClasses.has(name)) found = name
      current = follow(current, step)
    }
  } catch {
    // A getter on the way throws: what was found until here is still true.
  }
  return found
}

function follow(value: object, step: Step): unknown {
  if (typeof step !== 'object') return (value as Record<string | number, unknown>)[step]
  return value instanceof Map && step.part === 'value' ? (value.get(step.key) as unknown) : undefined
}
