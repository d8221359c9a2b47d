/** Something that is wrong with an exercise, for the one who writes it. */
export interface ExerciseProblem {
  /** The file's name in the exercise's folder. */
  file: string
  /** Where in it: a field such as `checks[2].expect`, or `line 3`. Empty for the whole file. */
  path: string
  /** What is wrong and what to do. */
  message: string
  /** An exercise with an error cannot be used; with a warning it can. */
  severity: 'error' | 'warning'
}

export function problem(file: string, path: string, message: string): ExerciseProblem {
  return { file, path, message, severity: 'error' }
}

export function warning(file: string, path: string, message: string): ExerciseProblem {
  return { file, path, message, severity: 'warning' }
}

/** `exercise.json: checks[2].id: …` */
export function problemLine({ file, path, message }: ExerciseProblem): string {
  return path ? `${file}: ${path}: ${message}` : `${file}: ${message}`
}
