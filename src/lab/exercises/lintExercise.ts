import { basename } from 'node:path'
import { UserError } from '../../shared/errors.ts'
import { analyseProgram } from '../programs/bundleProgram.ts'
import { exerciseFileNames, readExerciseFiles } from './exerciseFiles.ts'
import { readExercise } from './loadExercise.ts'
import { problem, warning, type ExerciseProblem } from './problems.ts'

/**
 * Everything that is wrong with an exercise, its programs included, without running them. Never throws for what the
 * folder holds. Starts the bundler: `stopBundler` ends it.
 */
export async function lintExercise(folder: string, libraryEntry: string): Promise<ExerciseProblem[]> {
  const { problems } = await readExercise(folder)
  if (problems.some(({ path, file }) => file === folder && path === '')) return problems
  const { texts } = await readExerciseFiles(folder)
  for (const file of ['starter', 'solution'] as const) {
    if (texts[file] !== '')
      problems.push(...(await programProblems(exerciseFileNames[file], texts[file], folder, libraryEntry)))
  }
  if (texts.starter !== '' && texts.starter === texts.solution)
    problems.push(problem(exerciseFileNames.solution, '', 'is the starter: nothing is left to do.'))
  return [...problems, ...nameProblems(folder)]
}

async function programProblems(
  fileName: string,
  source: string,
  directory: string,
  libraryEntry: string,
): Promise<ExerciseProblem[]> {
  try {
    const program = { kind: 'source', source, fileName, directory } as const
    const { exports, diagnostics } = await analyseProgram(program, { libraryEntry })
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    if (!exports)
      return errors.map(({ line, column, message }) => problem(fileName, `${line}:${column}`, message))
    if (exports.includes('main')) return relativeImports(fileName, source)
    return [problem(fileName, '', 'exports no main: write export async function main() { … }.')]
  } catch (error) {
    if (error instanceof UserError) return [problem(fileName, '', error.message)]
    throw error
  }
}

/** In the interface the program is text that lies nowhere. */
function relativeImports(fileName: string, source: string): ExerciseProblem[] {
  return source
    .split('\n')
    .flatMap((line, index) =>
      /^\s*(?:import|export)\b.*\bfrom\s+['"]\.{1,2}\//.test(line)
        ? [
            problem(
              fileName,
              `line ${index + 1}`,
              'imports a file beside it: an exercise’s program is one file.',
            ),
          ]
        : [],
    )
}

function nameProblems(folder: string): ExerciseProblem[] {
  const name = basename(folder)
  if (/^(?:\d{2,3}-)?[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) return []
  return [
    warning('the folder', '', `is called '${name}': use small letters, digits and hyphens, as in 03-join.`),
  ]
}
