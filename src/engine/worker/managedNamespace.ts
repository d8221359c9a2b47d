/** The namespace that `manager.namespace()` makes, in the manager's process. */
export class ManagedNamespace {
  readonly #fields = new Map<string, unknown>()

  constructor(fields: object) {
    for (const [name, value] of Object.entries(fields)) this.#fields.set(name, value)
  }

  get(name: string): unknown {
    if (this.#fields.has(name)) return this.#fields.get(name)
    const known = [...this.#fields.keys()].join(', ') || 'none'
    throw new RangeError(`The namespace has no field '${name}'; there is: ${known}.`)
  }

  set(name: string, value: unknown): void {
    this.#fields.set(name, value)
  }

  has(name: string): boolean {
    return this.#fields.has(name)
  }

  delete(name: string): boolean {
    return this.#fields.delete(name)
  }

  toObject(): object {
    return Object.fromEntries(this.#fields)
  }
}
