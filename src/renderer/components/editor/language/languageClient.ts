import type { LanguageAnswer, LanguageMethod, LanguageRequests } from './protocol.ts'

/** A program beyond this is edited without help. */
const maxTextLength = 200_000

type Result<M extends LanguageMethod> = LanguageRequests[M]['result']
type Params<M extends LanguageMethod> = LanguageRequests[M]['params']

interface Call {
  method: LanguageMethod
  params: unknown
  resolve(result: unknown): void
}

/**
 * The page's one language service. It is started when somebody begins to edit, and ended with the last editor. While it
 * is not there, and if it cannot be, every answer is null: the editor is then a plain one.
 */
export class LanguageClient {
  readonly #createWorker: () => Worker
  #worker: Worker | undefined
  #isReady = false
  #hasFailed = false
  #users = 0
  #nextId = 1
  /** At most one of each method is with the worker; of those that wait, only the newest still matters. */
  readonly #underWay = new Map<number, Call>()
  readonly #waiting = new Map<LanguageMethod, Call>()
  readonly #listeners = new Set<() => void>()

  constructor(createWorker: () => Worker) {
    this.#createWorker = createWorker
  }

  get isReady(): boolean {
    return this.#isReady
  }

  /** An editor is there. Returns what it calls when it goes. */
  use(onReady: () => void): () => void {
    this.#users++
    this.#listeners.add(onReady)
    return () => {
      this.#listeners.delete(onReady)
      if (--this.#users === 0) this.#stop()
    }
  }

  start(): void {
    if (this.#worker || this.#hasFailed || this.#users === 0) return
    try {
      this.#worker = this.#createWorker()
    } catch {
      this.#fail()
      return
    }
    this.#worker.addEventListener('message', ({ data }: MessageEvent<LanguageAnswer>) => this.#hear(data))
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault()
      this.#fail()
    })
  }

  /** Starts it if need be. False when it cannot be, or is not there in time. */
  async whenReady(timeoutMs = 20_000): Promise<boolean> {
    if (this.#isReady) return true
    let release = (): void => {}
    let timer: ReturnType<typeof setTimeout> | undefined
    const isReady = await new Promise<boolean>((resolve) => {
      release = this.use(() => resolve(true))
      this.start()
      if (this.#hasFailed) resolve(false)
      timer = setTimeout(() => resolve(false), timeoutMs)
    })
    clearTimeout(timer)
    release()
    return isReady
  }

  ask<M extends LanguageMethod>(method: M, params: Params<M>): Promise<Result<M> | null> {
    if (!this.#isReady || params.text.length > maxTextLength) return Promise.resolve(null)
    return new Promise((resolve) => {
      const call: Call = { method, params, resolve }
      if (![...this.#underWay.values()].some((other) => other.method === method)) return this.#send(call)
      this.#waiting.get(method)?.resolve(null)
      this.#waiting.set(method, call)
    })
  }

  #send(call: Call): void {
    const id = this.#nextId++
    this.#underWay.set(id, call)
    this.#worker?.postMessage({ id, method: call.method, params: call.params })
  }

  #hear(answer: LanguageAnswer): void {
    if ('ready' in answer) {
      this.#isReady = true
      for (const listener of this.#listeners) listener()
      return
    }
    const call = this.#underWay.get(answer.id)
    if (!call) return
    this.#underWay.delete(answer.id)
    call.resolve(answer.result)
    const next = this.#waiting.get(call.method)
    this.#waiting.delete(call.method)
    if (next) this.#send(next)
  }

  #fail(): void {
    this.#hasFailed = true
    this.#stop()
  }

  #stop(): void {
    this.#worker?.terminate()
    this.#worker = undefined
    this.#isReady = false
    for (const call of [...this.#underWay.values(), ...this.#waiting.values()]) call.resolve(null)
    this.#underWay.clear()
    this.#waiting.clear()
  }
}

export const languageClient = new LanguageClient(
  () => new Worker(new URL('./languageWorker.ts', import.meta.url), { type: 'module' }),
)
