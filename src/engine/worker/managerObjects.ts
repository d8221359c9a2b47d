import { MisuseError } from '../errors.ts'
import { findExport } from '../library/program.ts'
import { ManagedDict } from './managedDict.ts'
import { ManagedList } from './managedList.ts'
import { ManagedNamespace } from './managedNamespace.ts'
import { ManagedPool } from './managedPool.ts'

/** An object that a manager's process holds. */
export interface HeldObject {
  /** For people. */
  name: string
  target: object
  /** What may be called. */
  methods: ReadonlySet<string>
  /** Calls do not wait for those before: an async method's caller waits alone. */
  isConcurrent: boolean
}

type AnyConstructor = new (...args: unknown[]) => object

interface Registered {
  className: string
  methods: string[]
  isConcurrent: boolean
}

/** Number 0 stands for the manager itself. */
const managerNumber = 0

const containers: Readonly<Record<string, AnyConstructor>> = {
  list: ManagedList as AnyConstructor,
  dict: ManagedDict as AnyConstructor,
  namespace: ManagedNamespace as AnyConstructor,
  pool: ManagedPool as AnyConstructor,
}

/** What a manager's process holds, and its own methods: how objects are made. Numbers are given by who asks. */
export class ManagerObjects {
  readonly #held = new Map<number, HeldObject>()
  readonly #registered = new Map<string, Registered>()
  /** Of those that could not be made: whoever uses them is told why. */
  readonly #failed = new Map<number, unknown>()

  constructor() {
    const methods = new Set(['create', 'register', 'construct', 'forget'])
    this.#held.set(managerNumber, { name: 'a manager', target: this, methods, isConcurrent: true })
  }

  /** @throws MisuseError */
  find(number: number): HeldObject {
    const held = this.#held.get(number)
    if (held) return held
    if (this.#failed.has(number)) throw this.#failed.get(number)
    throw new MisuseError('The manager does not hold this object any more: delete() was called for it.')
  }

  /** Makes a container or a pool. */
  create(number: number, kind: string, args: unknown[]): void {
    try {
      const Container = containers[kind] as AnyConstructor
      this.#held.set(number, {
        name: `a managed ${kind}`,
        target: new Container(...args),
        methods: new Set(methodsOf(Container)),
        isConcurrent: kind === 'pool',
      })
    } catch (error) {
      this.#failed.set(number, error)
      throw error
    }
  }

  register(name: string, className: string, methods: string[], isConcurrent: boolean): void {
    this.#registered.set(name, { className, methods, isConcurrent })
  }

  /** Makes an instance of a registered class; returns what may be called. */
  construct(number: number, name: string, args: unknown[]): string[] {
    const registered = this.#registered.get(name)
    if (!registered) {
      const known = [...this.#registered.keys()].map((each) => `'${each}'`).join(', ') || 'none'
      throw new MisuseError(
        `No class is registered with this manager as '${name}'; there is: ${known}. Call register('${name}', Class) first.`,
      )
    }
    const { className, methods, isConcurrent } = registered
    const Class = findExport(className) as AnyConstructor
    const target = new Class(...args)
    this.#held.set(number, { name: `'${name}'`, target, methods: new Set(methods), isConcurrent })
    return methods
  }

  /** The object is not needed any more. */
  forget(number: number): void {
    if (number !== managerNumber) this.#held.delete(number)
    this.#failed.delete(number)
  }
}

function methodsOf(Container: AnyConstructor): string[] {
  return Object.getOwnPropertyNames(Container.prototype).filter((name) => name !== 'constructor')
}
