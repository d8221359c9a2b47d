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

/** For the constructor of `Process`: the numbers of the process that it stands for. */
export function nextNumbers(): number[] {
  return isSelf ? own.numbers : [...own.numbers, ++childCount]
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

export function currentStartMethod(): string {
  return own.startMethod
}

export function isDaemonProcess(): boolean {
  return own.daemon
}
