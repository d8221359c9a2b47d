/**
 * How a process's children are numbered: by one counter for processes, managers and the workers of pools, which is the
 * parent's own. Workers that are replaced get theirs here, and the parent is told.
 */
export class ChildNumbers {
  /** By parent: the numbers that its children's begin with, and the highest that was given. */
  readonly #known = new Map<number, { prefix: readonly number[]; highest: number }>()

  /** The parent has numbered `count` children, the first by `identity`. */
  note(parent: number, identity: readonly number[], count = 1): void {
    const first = identity.at(-1) ?? 0
    const highest = Math.max(first + count - 1, this.#known.get(parent)?.highest ?? 0)
    this.#known.set(parent, { prefix: identity.slice(0, -1), highest })
  }

  /** The numbers of one more child of a parent of which some were noted. */
  next(parent: number): number[] {
    const { prefix, highest } = this.#known.get(parent) ?? { prefix: [], highest: 0 }
    this.#known.set(parent, { prefix, highest: highest + 1 })
    return [...prefix, highest + 1]
  }

  forget(parent: number): void {
    this.#known.delete(parent)
  }
}

/** As CPython names them: `SpawnPoolWorker-2`. */
export function workerName(startMethod: string, identity: readonly number[]): string {
  return `${startMethod.charAt(0).toUpperCase()}${startMethod.slice(1)}PoolWorker-${identity.join(':')}`
}
