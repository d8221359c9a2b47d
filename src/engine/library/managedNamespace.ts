import { ManagedProxy } from './managed.ts'
import { registerShared, reviveWith } from './sharedReferences.ts'

type FieldName<F> = Extract<keyof F, string>

/**
 * Named fields that a manager holds, for any number of processes. Values are copies, as in {@link ListProxy}.
 *
 * Every method also throws ManagerDiedError, and ClosedError after `shutdown()`.
 */
export class NamespaceProxy<F extends object = Record<string, unknown>> extends ManagedProxy {
  /** @internal */
  constructor() {
    super('managed-namespace', 'NamespaceProxy')
  }

  /** @throws RangeError when there is no such field. */
  get<N extends FieldName<F>>(name: N): Promise<F[N]> {
    return this.call('get', name)
  }

  set<N extends FieldName<F>>(name: N, value: F[N]): Promise<void> {
    return this.call('set', name, value)
  }

  has(name: FieldName<F>): Promise<boolean> {
    return this.call('has', name)
  }

  /** @returns whether there was such a field. */
  delete(name: FieldName<F>): Promise<boolean> {
    return this.call('delete', name)
  }

  /** A copy of all. */
  toObject(): Promise<F> {
    return this.call('toObject')
  }

  static {
    registerShared('managed-namespace', (reference) => reviveWith(reference, () => new NamespaceProxy()))
  }
}
