import type { Requester } from './machine.ts'

/** Requests that wait, first come first served. There may be many thousands. */
export class Parked<T extends Requester> {
  #waiting: T[] = []
  #head = 0

  get size(): number {
    return this.#waiting.length - this.#head
  }

  first(): T | undefined {
    return this.#waiting[this.#head]
  }

  add(request: T): void {
    this.#waiting.push(request)
  }

  shift(): T | undefined {
    const request = this.#waiting[this.#head]
    if (request === undefined) return undefined
    this.#head++
    if (this.#head > 64 && this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head)
      this.#head = 0
    }
    return request
  }

  /** Removes and returns those that match, in order. */
  remove(matches: (request: T) => boolean): T[] {
    const removed: T[] = []
    const kept: T[] = []
    for (const request of this) (matches(request) ? removed : kept).push(request)
    this.#waiting = kept
    this.#head = 0
    return removed
  }

  /** The same for the first that matches, which is looked for from the oldest on: they mostly time out in order. */
  removeOne(matches: (request: T) => boolean): T[] {
    for (let index = this.#head; index < this.#waiting.length; index++) {
      const request = this.#waiting[index] as T
      if (!matches(request)) continue
      if (index === this.#head) this.shift()
      else this.#waiting.splice(index, 1)
      return [request]
    }
    return []
  }

  removeAll(): T[] {
    return this.remove(() => true)
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let index = this.#head; index < this.#waiting.length; index++) yield this.#waiting[index] as T
  }
}
