import { isUserError } from '../../shared/errors.ts'
import { analyseProgram, type BundleOptions } from './bundleProgram.ts'
import type { ProgramDiagnostic } from './diagnostics.ts'

/** What the editor's margin shows; at most so many. */
const maxDiagnostics = 100

/**
 * Finds what is wrong with a program without running it: syntax, imports that lead nowhere, no `main`.
 * Mistakes in files that the program imports are reported at its first line, with the file's name.
 */
export async function checkProgram(
  source: string,
  fileName: string,
  directory: string,
  options: Pick<BundleOptions, 'libraryEntry'>,
): Promise<Omit<ProgramDiagnostic, 'file'>[]> {
  try {
    const outcome = await analyseProgram({ kind: 'source', source, fileName, directory }, options)
    const found = outcome.diagnostics.map((diagnostic) => atOwnLine(diagnostic, fileName))
    if (outcome.exports && !outcome.exports.includes('main')) found.push(missingMain)
    return found.slice(0, maxDiagnostics)
  } catch (error) {
    if (!isUserError(error)) throw error
    return [{ line: 1, column: 1, length: 0, severity: 'error', message: error.message }]
  }
}

const missingMain: Omit<ProgramDiagnostic, 'file'> = {
  line: 1,
  column: 1,
  length: 0,
  severity: 'warning',
  message:
    'Nothing is exported as main, so the program cannot be run: write export async function main() { … }',
}

function atOwnLine(diagnostic: ProgramDiagnostic, fileName: string): Omit<ProgramDiagnostic, 'file'> {
  const { file, ...rest } = diagnostic
  if (file === '' || file === fileName) return rest
  const message = `${file}:${rest.line}:${rest.column}: ${rest.message}`
  return { line: 1, column: 1, length: 0, severity: rest.severity, message }
}
