import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { visibleText } from '../../monitor/visibleText.ts'
import { isRunFileName, runFileExtension } from '../../shared/runFile.ts'

const maxPaths = 64
const paths = z.array(z.string().max(32_768)).max(maxPaths)

/** What the app was asked to open. It also crosses from a second start to the first one. */
export const openRequestSchema = z.object({
  /** Full paths of run files; whether they can be read is seen later. */
  files: paths,
  /** Anything else that was given, for a message. */
  others: paths,
})
export type OpenRequest = z.infer<typeof openRequestSchema>

/**
 * What the arguments of a start ask for: those that are paths. Options are Chromium's, and none of our business.
 *
 * @param args - without the program itself, and without the app's folder where that is given.
 * @param workingDirectory - what relative paths start from.
 */
export function openRequest(args: readonly string[], workingDirectory: string): OpenRequest {
  const given = args.filter((arg) => arg !== '' && !arg.startsWith('-')).slice(0, maxPaths)
  const request: OpenRequest = { files: [], others: [] }
  for (const arg of given) {
    const path = pathOf(arg)
    if (path !== undefined && isRunFileName(path)) request.files.push(resolve(workingDirectory, path))
    else request.others.push(arg)
  }
  return request
}

/** The arguments of a start that are the user's: in a clone, Electron is also given the app's folder. */
export function userArguments(argv: readonly string[], isPackaged: boolean): string[] {
  const args = argv.slice(1)
  if (isPackaged) return args
  const app = args.findIndex((arg) => !arg.startsWith('-'))
  return args.filter((_arg, index) => index !== app)
}

/** Desktops on Linux give addresses as well as paths. Undefined for an address of anything but a file. */
function pathOf(arg: string): string | undefined {
  // One letter before the colon is a drive of Windows.
  if (!/^[a-z][a-z0-9+.-]+:/i.test(arg)) return arg
  try {
    return fileURLToPath(arg)
  } catch {
    return undefined
  }
}

/** What is said of arguments that are no run files. */
export function cannotOpenWords(others: readonly string[]): string {
  const shown = others.slice(0, 3).map((other) => visibleText(other, 200))
  const more = others.length - shown.length
  const names = more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
  const verb = others.length === 1 ? 'is not one' : 'are not'
  return `Forkscope opens saved runs (${runFileExtension} files), and ${names} ${verb}. Programs are opened in the Lab.`
}
