import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { lintExercise } from '../../../lab/exercises/lintExercise.ts'
import { problemLine, type ExerciseProblem } from '../../../lab/exercises/problems.ts'
import { exerciseSkeleton, skeletonFiles } from '../../../lab/exercises/skeleton.ts'
import { stopBundler } from '../../../lab/programs/bundleProgram.ts'
import { runtimePaths } from '../../../lab/runtimePaths.ts'
import { countOf } from '../../../lab/words.ts'
import { UserError } from '../../../shared/errors.ts'
import type { CommandContext } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'

/** `forkscope new <slug>`: an exercise that works, to be changed into one's own. */
export async function newCommand(
  { terminal }: CommandContext,
  slug: string,
  { dir = '.' }: { dir?: string },
): Promise<number> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) || slug.length > 60)
    throw new UserError(
      'usage',
      `'${slug}' cannot be a name: use small letters, digits and hyphens, as in 03-join.`,
    )
  const folder = resolve(dir, slug)
  const parent = await stat(dir).catch(() => undefined)
  if (!parent?.isDirectory())
    throw new UserError('not-found', `There is no folder '${dir}': create it first.`)
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'EEXIST' ? 'is there already: choose another name' : `cannot be made (${error.code})`
    throw new UserError('refused', `${nameOf(folder)} ${why}.`)
  })
  const texts = exerciseSkeleton(titleOf(slug))
  for (const [file, name] of skeletonFiles) {
    await writeFile(join(folder, name), texts[file])
    terminal.line(`${nameOf(join(folder, name))}: written.`)
  }
  terminal.line(`It works as it is. Change it, and look at it with: forkscope lint ${nameOf(folder)}`)
  return exitCodes.completed
}

function titleOf(slug: string): string {
  const words = slug.replace(/^\d+-/, '').replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `forkscope lint <folder>`: what is wrong with an exercise. */
export async function lintCommand({ root, terminal }: CommandContext, folder: string): Promise<number> {
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory()) {
    const what = found ? 'is a file' : 'is not there'
    throw new UserError('usage', `'${folder}' ${what}: name the folder of an exercise.`)
  }
  const problems = await problemsOf(folder, root)
  for (const each of problems)
    terminal.line(`${each.severity === 'warning' ? 'warning: ' : ''}${problemLine(each)}`)
  if (problems.length === 0) terminal.line(`${folder}: nothing is wrong with it.`)
  else
    terminal.errorLine(`${countOf(problems.length, 'problem')}; docs/lab/exercises.md explains each field.`)
  return problems.length === 0 ? exitCodes.completed : exitCodes.checkFailed
}

function nameOf(file: string): string {
  const path = relative(process.cwd(), file)
  return path.startsWith('..') ? file : path
}

async function problemsOf(folder: string, root: string): Promise<ExerciseProblem[]> {
  try {
    return await lintExercise(resolve(folder), runtimePaths(root).libraryEntry)
  } finally {
    await stopBundler()
  }
}
