import type { ExerciseContent } from '../../shared/exercise.ts'
import type { LoadedExercise } from './loadExercise.ts'

/** What a learner may see before an attempt: without the values of hidden cases, hints and solution. */
export function exerciseContent({ id, exercise, lesson, starter, hints }: LoadedExercise): ExerciseContent {
  const cases = exercise.cases.map((each) => (each.isHidden ? { ...each, params: {} } : each))
  return { id, exercise: { ...exercise, cases }, lesson, starter, hintCount: hints.length }
}
