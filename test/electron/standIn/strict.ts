import { EventEmitter } from 'node:events'

/**
 * Makes a stand-in throw when something is used that it does not have, so that new use of Electron's API is
 * noticed instead of being undefined.
 */
export function strict<T extends object>(name: string, target: T): T {
  const bound = new Map<PropertyKey, unknown>()
  return new Proxy(target, {
    get: (object, key) => {
      if (!(key in object)) {
        // What the runtime itself asks of any object.
        if (typeof key === 'symbol' || key === 'then' || key === 'toJSON') return undefined
        throw new Error(`The stand-in of electron has no ${name}.${key}: add it to test/electron/standIn.`)
      }
      const value: unknown = Reflect.get(object, key, object)
      if (typeof value !== 'function' || key === 'constructor') return value
      // Bound, because private fields cannot be reached through a proxy; kept, so that `off` finds its listener.
      if (!bound.has(key)) bound.set(key, value.bind(object))
      return bound.get(key)
    },
  })
}

/** An event as Electron passes it to listeners that may prevent what is about to happen. */
export class PreventableEvent {
  defaultPrevented = false
  preventDefault(): void {
    this.defaultPrevented = true
  }
}

/** An emitter whose listeners can be for known events only: one that never comes would go unnoticed. */
export class StrictEmitter extends EventEmitter {
  readonly #name: string
  readonly #events: ReadonlySet<string>

  constructor(name: string, events: readonly string[]) {
    super()
    this.#name = name
    this.#events = new Set(events)
  }

  override on(event: string, listener: (...args: never[]) => void): this {
    this.#check(event)
    return super.on(event, listener as (...args: unknown[]) => void)
  }

  override once(event: string, listener: (...args: never[]) => void): this {
    this.#check(event)
    return super.once(event, listener as (...args: unknown[]) => void)
  }

  #check(event: string): void {
    if (!this.#events.has(event))
      throw new Error(`The stand-in of electron has no event '${event}' of ${this.#name}: add it.`)
  }
}
