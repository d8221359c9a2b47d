/** What this process is in its run, and how its children are numbered. */

export interface Identity {
  name: string
  /** Numbers of its ancestors and its own, each counted per parent: they make the default name. */
  numbers: number[]
  daemon: boolean
  startMethod: string
}

let own: Identity = { name: 'MainProcess', numbers: [], daemon: false, startMethod: 'spawn' }
let childCount = 0
/** While the object for this very process is made: it is nobody's child here. */
let isSelf = false

export function ownIdentity(): Identity {
  return own
}

/** Set by the bootstrap before the program is imported. */
export function setOwnIdentity(identity: Identity): void {
  own = identity
}

/**
 * The numbers of the child that is made: for the constructor of `Process`, of the process that it stands for.
 * @param count - how many are taken; the others follow.
 */
export function nextNumbers(count = 1): number[] {
  if (isSelf) return own.numbers
  const first = childCount + 1
  childCount += count
  return [...own.numbers, first]
}

/** The run has numbered a child of this process: those to come have higher numbers. */
export function noteNumber(number: number): void {
  childCount = Math.max(childCount, number)
}

/** Constructs the object that stands for this process itself. */
export function constructAsSelf<T>(construct: () => T): T {
  isSelf = true
  try {
    return construct()
  } finally {
    isSelf = false
  }
}

/** @internal */
export function setCurrentStartMethod(startMethod: string): void {
  own = { ...own, startMethod }
}

/** @internal The program has given this process another name. */
export function renameSelf(name: string): void {
  own = { ...own, name }
}

export function currentStartMethod(): string {
  return own.startMethod
}

export function isDaemonProcess(): boolean {
  return own.daemon
}
