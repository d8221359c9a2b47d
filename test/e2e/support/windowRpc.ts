import type { Page } from 'playwright-core'
import type {
  CallName,
  CallParams,
  CallResult,
  StreamItem,
  StreamName,
  StreamParams,
} from '../../../src/shared/rpc/contract.ts'
import { RpcClient } from '../../../src/shared/rpc/client.ts'
import type { ServerMessage } from '../../../src/shared/rpc/messages.ts'
import type { ForkscopePort } from '../../../src/shared/rpc/transport.ts'

/** The contract over the port of an Electron window, as the page would use it. */
export class WindowRpc {
  readonly #client: RpcClient

  private constructor(client: RpcClient) {
    this.#client = client
  }

  /** Takes the page's port over; the page itself is deaf until it is loaded again. */
  static async take(page: Page): Promise<WindowRpc> {
    let receive: (message: ServerMessage) => void = () => {}
    // A page may be taken over again after it was loaded again, but a name can be exposed once only.
    const name = `receive${Math.random().toString(36).slice(2)}`
    await page.exposeFunction(name, (text: string) => receive(JSON.parse(text) as ServerMessage))
    await page.evaluate((name) => {
      const page = window as unknown as { forkscopePort: ForkscopePort } & Record<
        string,
        (text: string) => void
      >
      page.forkscopePort.onMessage((text) => page[name]?.(text))
    }, name)
    const client = new RpcClient({
      send: (message) => {
        // Ids apart from those that the page itself has used.
        const text = JSON.stringify({ ...message, id: message.id + idOffset })
        page
          .evaluate(
            (text) => (window as unknown as { forkscopePort: ForkscopePort }).forkscopePort.post(text),
            text,
          )
          // The window is gone; `onClose` rejects what is outstanding.
          .catch(() => {})
      },
      onMessage: (listener) => {
        receive = (message) => {
          if (message.id >= idOffset) listener({ ...message, id: message.id - idOffset })
        }
      },
      onClose: (listener) => page.on('close', () => listener('the window is closed')),
    })
    return new WindowRpc(client)
  }

  call<M extends CallName>(method: M, params: CallParams<M>): Promise<CallResult<M>>
  call(method: string, params: unknown): Promise<unknown>
  call(method: string, params: unknown): Promise<unknown> {
    return this.#client.call(method as CallName, params as never)
  }

  subscribe<S extends StreamName>(stream: S, params: StreamParams<S>): Updates<StreamItem<S>> {
    return new Updates((listener) => this.#client.subscribe(stream, params, listener))
  }
}

const idOffset = 1_000_000

/** The items of a stream, kept for tests that come late. */
class Updates<T> {
  readonly #items: T[] = []
  readonly #ended: Promise<void>
  readonly dispose: () => void
  #onItem: () => void = () => {}

  constructor(
    subscribe: (listener: {
      onItem(item: T): void
      onEnd(): void
      onError(error: Error): void
    }) => () => void,
  ) {
    let dispose: () => void = () => {}
    this.#ended = new Promise((resolve, reject) => {
      dispose = subscribe({
        onItem: (item) => {
          this.#items.push(item)
          this.#onItem()
        },
        onEnd: resolve,
        onError: reject,
      })
    })
    this.#ended.catch(() => {})
    this.dispose = dispose
  }

  /** Every item; resolves when the stream has ended. */
  async all(): Promise<readonly T[]> {
    await this.#ended
    return this.#items
  }

  /** What the first item that has it yields. Rejects when the stream ends before. */
  find<R>(look: (item: T) => R | undefined): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#onItem = () => {
        for (const item of this.#items) {
          const found = look(item)
          if (found !== undefined) resolve(found)
        }
      }
      this.#onItem()
      this.#ended.then(() => reject(new Error('The stream ended before.')), reject)
    })
  }
}
