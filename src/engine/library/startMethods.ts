import type { StartMethod } from '../../shared/units.ts'
import { MisuseError } from '../errors.ts'
import { currentStartMethod, setCurrentStartMethod } from './identity.ts'

/** By which start method this process starts others, and which there are. */

let available: readonly StartMethod[] = ['spawn']
/** Set, or used: what was started and what is started later would differ without anybody having asked for it. */
let isFixed = false

/** @internal Set by the bootstrap. A process that was started by another has its method, as in Python. */
export function setStartMethods(methods: readonly StartMethod[], isInherited: boolean): void {
  available = methods
  isFixed = isInherited
}

/** The start methods that this run has; first the one that the run was started with. */
export function getAllStartMethods(): StartMethod[] {
  return [...available]
}

/** The start method of processes, pools and managers that name no other. */
export function getStartMethod(): StartMethod {
  return currentStartMethod() as StartMethod
}

/**
 * Sets the start method of what this process starts from now on and names no other; children inherit it. At most once,
 * and before the first start.
 *
 * @param options - `force`: also when it was set, inherited or used before.
 * @throws MisuseError for a start method that the run does not have, and when it was set, inherited or used before.
 */
export function setStartMethod(method: StartMethod, { force = false }: { force?: boolean } = {}): void {
  requireStartMethod(method)
  if (isFixed && !force) {
    throw new MisuseError(
      `The start method is '${currentStartMethod()}' already: it was set, inherited or used before. ` +
        `Set it first thing in main(), pass { force: true }, or start by getContext('${method}').`,
      { startMethod: currentStartMethod() },
    )
  }
  isFixed = true
  setCurrentStartMethod(method)
}

/** The start method for something that is started now: as it was asked for, or the default. */
export function startMethodFor(asked: string | undefined): string {
  if (asked !== undefined) return asked
  isFixed = true
  return currentStartMethod()
}

/** @throws MisuseError for one that the run does not have. */
export function requireStartMethod(method: string): void {
  if (available.some((known) => known === method)) return
  throw new MisuseError(
    `There is no start method '${String(method)}' in this run; there is: ${available.join(', ')}.`,
    { startMethod: method, available },
  )
}
