import type { AccessCounts } from '../wire/memoryOperations.ts'
import { client } from './client.ts'

const tellEveryMs = 100

/** Those that have counted what the broker does not know yet. */
const untold = new Set<AccessMeter>()
let timer: NodeJS.Timeout | undefined

/** Counts what a thread does with memory that it shares: the broker does not see it, but reports it. */
export class AccessMeter {
  readonly #object: number
  #counts: AccessCounts = none()

  constructor(object: number) {
    this.#object = object
  }

  read(bytes: number): void {
    this.#counts.gets++
    this.#counts.bytesOut += bytes
    if (!untold.has(this)) this.#tellSoon()
  }

  wrote(bytes: number): void {
    this.#counts.puts++
    this.#counts.bytesIn += bytes
    if (!untold.has(this)) this.#tellSoon()
  }

  tell(): void {
    client().post({ op: 'memory.count', object: this.#object, ...this.#counts })
    this.#counts = none()
  }

  #tellSoon(): void {
    untold.add(this)
    if (timer !== undefined) return
    client().beforeFarewell(tellAll)
    timer = setTimeout(tellAll, tellEveryMs).unref()
  }
}

function tellAll(): void {
  clearTimeout(timer)
  timer = undefined
  for (const meter of untold) meter.tell()
  untold.clear()
}

function none(): AccessCounts {
  return { gets: 0, puts: 0, bytesIn: 0, bytesOut: 0 }
}
