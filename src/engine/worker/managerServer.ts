import { MisuseError } from '../errors.ts'
import type { Client } from '../library/client.ts'
import { revive } from '../library/sharedReferences.ts'
import { decodeRun } from '../values/decode.ts'
import { encodeValue } from '../values/encode.ts'
import type { ItemRun } from '../values/itemRun.ts'
import { ManagerAnswers } from './managerAnswers.ts'
import { ManagerObjects, type HeldObject } from './managerObjects.ts'

/** One call, as its item has it. */
type CallItem = [object: number, method: string, args: unknown[]]

interface Call {
  caller: number
  request: number
  method: string
  args: unknown[]
}

/** A held object's calls: one at a time, in order. */
interface Line {
  waiting: Call[]
  isBusy: boolean
}

type Methods = Record<string, (...args: unknown[]) => unknown>

/**
 * Runs the calls that a manager's process is given. Calls of one object run one after the other, also where a method
 * is async: each sees the object as the one before has left it. Calls of other objects do not wait for them.
 */
export class ManagerServer {
  readonly #objects = new ManagerObjects()
  readonly #answers: ManagerAnswers
  /** Of the objects that run an async method. */
  readonly #lines = new Map<number, Line>()

  constructor(client: Client, manager: number) {
    this.#answers = new ManagerAnswers(client, manager)
  }

  /** Calls of consecutive requests, one per item. */
  receive(caller: number, first: number, items: ItemRun): void {
    let calls: CallItem[] | undefined
    try {
      calls = decodeRun(items, revive) as CallItem[]
    } catch {
      this.#receiveOneByOne(caller, first, items)
    }
    for (const [index, call] of calls?.entries() ?? []) this.#take(caller, first + index, call)
    this.#answers.flush()
  }

  /** One call that cannot be read must not take its neighbours along. */
  #receiveOneByOne(caller: number, first: number, items: ItemRun): void {
    for (let index = 0; index < items.count; index++) {
      const request = first + index
      let calls: CallItem[]
      try {
        calls = decodeRun(items.slice(index, index + 1), revive) as CallItem[]
      } catch (error) {
        this.#answers.refuse(caller, request, error)
        continue
      }
      for (const call of calls) this.#take(caller, request, call)
    }
  }

  #take(caller: number, request: number, [object, method, args]: CallItem): void {
    const call = { caller, request, method, args }
    const line = this.#lines.get(object)
    if (line?.isBusy) line.waiting.push(call)
    else this.#run(object, call)
  }

  #run(object: number, call: Call): void {
    let result: unknown
    let isConcurrent: boolean
    try {
      const held = this.#objects.find(object)
      isConcurrent = held.isConcurrent
      result = this.#invoke(held, call)
    } catch (error) {
      this.#answers.refuse(call.caller, call.request, error)
      return
    }
    if (!isThenable(result)) this.#answer(call, result)
    else this.#wait(isConcurrent ? undefined : object, call, result)
  }

  #invoke(held: HeldObject, { method, args }: Call): unknown {
    if (!held.methods.has(method)) {
      const known = [...held.methods].join(', ')
      throw new MisuseError(`${method}() of ${held.name} is not exposed; there is: ${known}.`)
    }
    return ((held.target as Methods)[method] as (...args: unknown[]) => unknown).apply(held.target, args)
  }

  /** @param object - the one whose other calls wait meanwhile, if they do. */
  #wait(object: number | undefined, call: Call, result: PromiseLike<unknown>): void {
    const line = object === undefined ? undefined : this.#lineOf(object)
    const settled = (tell: () => void): void => {
      tell()
      if (line) this.#goOn(object as number, line)
      this.#answers.flushSoon()
    }
    Promise.resolve(result).then(
      (value) => settled(() => this.#answer(call, value)),
      (error: unknown) => settled(() => this.#answers.refuse(call.caller, call.request, error)),
    )
  }

  #lineOf(object: number): Line {
    let line = this.#lines.get(object)
    if (!line) this.#lines.set(object, (line = { waiting: [], isBusy: true }))
    line.isBusy = true
    return line
  }

  #goOn(object: number, line: Line): void {
    line.isBusy = false
    while (!line.isBusy) {
      const next = line.waiting.shift()
      if (!next) {
        this.#lines.delete(object)
        return
      }
      this.#run(object, next)
    }
  }

  #answer({ caller, request }: Call, result: unknown): void {
    try {
      this.#answers.add(caller, request, encodeValue(result, 'result'))
    } catch (error) {
      this.#answers.refuse(caller, request, error)
    }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  return typeof (value as { then?: unknown }).then === 'function'
}
