import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type * as z from 'zod'
import { UserError } from '../shared/errors.ts'

export interface KeptFileOptions<T> {
  /** Absolute path; its folder is made when first needed. */
  file: string
  schema: z.ZodType<T>
  /** What there is before anything was kept. */
  empty: () => T
  /** For the error: `progress`. */
  noun: string
}

/**
 * One JSON file of the user's. Written whole beside it and then put in its place, one change after the other; a file
 * that cannot be understood is renamed and kept, and its owner begins anew. Read before each change, as another window
 * may have changed it.
 */
export class KeptFile<T> {
  readonly #options: KeptFileOptions<T>
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: KeptFileOptions<T>) {
    this.#options = options
  }

  /** @throws UserError when it cannot be read */
  async read(): Promise<T> {
    return this.#inOrder(() => this.#read())
  }

  /** @throws UserError when it cannot be written, and what `change` throws: then nothing is changed */
  async change(change: (before: T) => T): Promise<T> {
    return this.#inOrder(async () => {
      const changed = change(await this.#read())
      await this.#write(changed)
      return changed
    })
  }

  async #inOrder<R>(action: () => Promise<R>): Promise<R> {
    const turn = this.#last.then(action)
    this.#last = turn.catch(() => {})
    return turn
  }

  async #read(): Promise<T> {
    const { file, schema, empty } = this.#options
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty()
      throw this.#failure('read', error)
    }
    const parsed = schema.safeParse(jsonOf(text))
    if (parsed.success) return parsed.data
    await rename(file, `${file}.unreadable-${Date.now()}`).catch(() => {})
    return empty()
  }

  async #write(value: T): Promise<void> {
    const { file } = this.#options
    const draft = `${file}.${randomBytes(6).toString('hex')}.new`
    try {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(draft, `${JSON.stringify(value, null, 1)}\n`, { mode: 0o600, flush: true })
      await rename(draft, file)
    } catch (error) {
      await rm(draft, { force: true }).catch(() => {})
      throw this.#failure('written', error)
    }
  }

  #failure(what: string, error: unknown): UserError {
    const { code, message } = error as NodeJS.ErrnoException
    const { noun, file } = this.#options
    return new UserError('refused', `The ${noun} cannot be ${what} (${file}: ${code ?? message}).`)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
