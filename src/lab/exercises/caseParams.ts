import type { Exercise, ExerciseCase } from '../../shared/exercise.ts'

/** What `main` is given in a case: the parameters' defaults, and over them what the case says. */
export function caseParams({ parameters }: Exercise, { params }: ExerciseCase): Record<string, unknown> {
  const defaults = parameters.map(({ name, default: value }) => [name, value] as const)
  // fromEntries: a parameter called __proto__ is a parameter.
  return Object.fromEntries([...defaults, ...Object.entries(params)])
}
