import { open, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { UserError } from '../../shared/errors.ts'
import { programExtensions, programLoader, type ProgramInput } from '../programs/programSource.ts'

/** A program to grade. Its text is read before any runs: none of them can change another's. */
export interface Submission {
  /** The file's name, or its folder's. */
  name: string
  /** Undefined when there is none; then `problem` says why. */
  program: Extract<ProgramInput, { kind: 'source' }> | undefined
  problem?: string
}

export interface SubmissionList {
  submissions: Submission[]
  /** Names in the folder that are no programs. */
  leftOut: string[]
}

const maxProgramBytes = 1_000_000
const mostSubmissions = 2_000
/** Of several programs in one folder, the one to run. */
const mainNames = ['main', 'program', 'starter', 'solution', 'index']

/**
 * The submissions at a path: a program, or a folder in which each program, and each folder with one, is one.
 * @throws UserError when there is nothing to grade
 */
export async function findSubmissions(path: string): Promise<SubmissionList> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new UserError('not-found', `There is no program or folder '${path}'.`)
  if (!found.isDirectory()) return { submissions: [await readSubmission(path, basename(path))], leftOut: [] }
  const names = (await readdir(path))
    .filter((name) => !name.startsWith('.') && name !== 'node_modules')
    .sort()
  const submissions: Submission[] = []
  const leftOut: string[] = []
  for (const name of names) {
    const submission = await submissionAt(join(path, name), name)
    if (submission) submissions.push(submission)
    else leftOut.push(name)
  }
  if (submissions.length === 0)
    throw new UserError(
      'not-found',
      `There is no program in '${path}': name them *${programExtensions.join(', *')}.`,
    )
  if (submissions.length > mostSubmissions)
    throw new UserError(
      'limit',
      `'${path}' holds ${submissions.length} programs; ${mostSubmissions} are graded at once.`,
    )
  return { submissions, leftOut }
}

async function submissionAt(path: string, name: string): Promise<Submission | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return submissionInFolder(path, name)
  return isProgram(name) ? readSubmission(path, name) : undefined
}

async function submissionInFolder(folder: string, name: string): Promise<Submission | undefined> {
  const programs = (await readdir(folder).catch(() => [])).filter(isProgram).sort()
  const [only] = programs
  if (only === undefined) return undefined
  const main = mainNames.flatMap((base) =>
    programs.filter((program) => program.replace(/\.\w+$/, '') === base),
  )[0]
  if (main === undefined && programs.length > 1) {
    const problem = `The folder holds ${programs.length} programs (${programs.slice(0, 3).join(', ')}): name the one to run main.ts.`
    return { name, program: undefined, problem }
  }
  return readSubmission(join(folder, main ?? only), name)
}

function isProgram(name: string): boolean {
  return programLoader(name) !== undefined && !/\.d\.[cm]?ts$/.test(name)
}

async function readSubmission(path: string, name: string): Promise<Submission> {
  try {
    const source = await readText(path)
    return {
      name,
      program: { kind: 'source', source, fileName: basename(path), directory: dirname(resolve(path)) },
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { name, program: undefined, problem: code ? `${name} cannot be read (${code}).` : message }
  }
}

async function readText(path: string): Promise<string> {
  // Before it is opened: a named pipe would be waited for.
  if (!(await stat(path)).isFile()) throw new Error('It is not a file.')
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(maxProgramBytes + 1)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
    if (bytesRead > maxProgramBytes) throw new Error('Its program is larger than 1 MB.')
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
