/** One step from a value into a part of it: a property's key, an array's index, or an entry of a Map or Set. */
export type Step = string | number | EntryStep

interface EntryStep {
  part: 'key' | 'value' | 'member'
  /** The entry's place in insertion order, from 0. */
  place: number
  key?: unknown
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u
const longestPath = 240
const shownEnd = 100

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
