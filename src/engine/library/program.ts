import { BootstrapError, NotExportedError } from '../errors.ts'

/**
 * The running program's exports: how functions and classes are found again in another process, which imports
 * the same program (Python's spawn does the same by qualified name).
 */

type AnyFunction = (...args: never[]) => unknown
type AnyClass = abstract new (...args: never[]) => unknown

const names = new Map<unknown, string>()
let exportsByName: Record<string, unknown> = {}
let programName = 'the program'
let isImporting = false

/** The bootstrap imports the program between this and `registerProgram`. */
export function beginImport(name: string): void {
  programName = name
  isImporting = true
}

export function registerProgram(namespace: Record<string, unknown>): void {
  isImporting = false
  exportsByName = namespace
  for (const [name, value] of Object.entries(namespace)) {
    // A function that is exported twice is found by either name; the first is kept.
    if (typeof value === 'function' && !names.has(value)) names.set(value, name)
  }
}

/**
 * The name by which another process finds a function or class.
 * @param purpose - for the error, for example `the target of a Process`.
 * @throws NotExportedError
 */
export function exportedName(value: AnyFunction | AnyClass, purpose: string): string {
  const name = names.get(value)
  if (name !== undefined) return name
  const own = value.name
  const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'function'
  const advice = own
    ? `Write 'export ${kind} ${own}' at the top level of the program`
    : `Give it a name and export it from the program`
  throw new NotExportedError(
    `${own ? `'${own}'` : `An anonymous ${kind}`} is not exported by ${programName}, so another process cannot find it as ${purpose}. ${advice}.`,
    { function: own, program: programName, purpose },
  )
}

/** @throws NotExportedError */
export function findExport(name: string): unknown {
  if (Object.hasOwn(exportsByName, name)) return exportsByName[name]
  throw new NotExportedError(`${programName} has no export '${name}' in this process.`, { function: name })
}

/** @throws NotExportedError, also when the export is something else in this process than where it was named. */
export function findFunction(name: string): (...args: unknown[]) => unknown {
  const value = findExport(name)
  if (typeof value === 'function') return value as (...args: unknown[]) => unknown
  throw new NotExportedError(
    `${programName} exports '${name}' as ${value === null ? 'null' : typeof value} in this process, not as a function. ` +
      `Every process imports the program anew: export the function in each of them, whatever its role is.`,
    { function: name, program: programName },
  )
}

/** The class that the program exports under that name, if any. */
export function exportedClass(name: string): AnyClass | undefined {
  const value = Object.hasOwn(exportsByName, name) ? exportsByName[name] : undefined
  return typeof value === 'function' && 'prototype' in value ? (value as AnyClass) : undefined
}

/**
 * Guards what starts processes: also in the main program, where it would be found out by its children alone.
 * @throws BootstrapError while the program is imported.
 */
export function checkNotImporting(what: string): void {
  if (!isImporting) return
  throw new BootstrapError(
    `${what} was called at the top level of ${programName}. Every new process imports the program, so each would start more, without end. ` +
      `Move it into 'export async function main()', which runs in the main program alone.`,
    { program: programName },
  )
}
