import type { Exercise, ProcessFilter } from '../../shared/exercise.ts'

/** Every regular expression of an exercise, with its place. */
export function patternsOf({ checks, questions }: Exercise): { path: string; pattern: string }[] {
  const found: { path: string; pattern: string }[] = []
  visit(checks, 'checks')
  visit(questions, 'questions')
  return found

  function visit(value: unknown, path: string, key = ''): void {
    if (typeof value === 'string') {
      if (isPattern(key, path)) found.push({ path, pattern: value })
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => visit(item, `${path}[${index}]`))
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, part] of Object.entries(value)) {
        // What a value must equal is data, whatever its fields are called.
        if (!literals.has(name)) visit(part, `${path}.${name}`, name)
      }
    }
  }
}

const literals = new Set(['equals', 'sameItems', 'includes', 'excludes', 'options'])
const patternKeys = new Set(['matches', 'doesNotMatch', 'matching', 'printed'])
const nameOfFilter: keyof ProcessFilter = 'name'

function isPattern(key: string, path: string): boolean {
  if (patternKeys.has(key)) return true
  return key === nameOfFilter && /\.(of|by|started|ended|firstEnded)\.name$/.test(path)
}
