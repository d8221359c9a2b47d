/**
 * The page's half of the context bridge. Functions cross in both directions as numbers; everything else is
 * copied, as Electron does.
 */

export const callBinding = '__standInCall'

/** The `api` of calls that the stand-in makes itself. */
export const bridgeApi = ''

/** What a call from the page is made of. */
export interface PageCall {
  document: number
  api: string
  method: string
  args: unknown[]
}

/** An argument that was a function in the page. */
export interface PageFunction {
  standInFunction: number
}

export function isPageFunction(value: unknown): value is PageFunction {
  return typeof value === 'object' && value !== null && 'standInFunction' in value
}

export interface Bridge {
  shape: [string, string[]][]
  binding: string
  kept: Record<string, string>
}

/**
 * Runs in every document before its own scripts.
 *
 * @param shape - the exposed APIs and their functions' names.
 * @param kept - what `sessionStorage` held before the page crashed: in Electron it outlives the page's process.
 */
export function installBridge({ shape, binding, kept }: Bridge): void {
  const page = window as unknown as Record<string, unknown>
  const document = Math.floor(Math.random() * 2 ** 40)
  const functions: ((...args: unknown[]) => void)[] = []
  const call = page[binding] as (call: unknown) => Promise<void>
  const cross = (value: unknown): unknown =>
    typeof value === 'function' ? { standInFunction: functions.push(value as () => void) - 1 } : value
  for (const [api, methods] of shape) {
    const exposed = Object.fromEntries(
      methods.map((method) => [
        method,
        (...args: unknown[]) => void call({ document, api, method, args: args.map(cross) }),
      ]),
    )
    Object.defineProperty(page, api, { value: Object.freeze(exposed) })
  }
  page['__standInDeliver'] = (of: number, index: number, args: unknown[]) => {
    if (of === document) functions[index]?.(...args)
  }
  // As with a handler that denies: nothing opens, and the page gets null.
  page['open'] = (url = '') => {
    void call({ document, api: '', method: 'open', args: [new URL(String(url), location.href).href] })
    return null
  }
  void call({ document, api: '', method: 'load', args: [] })
  if (location.protocol !== 'https:') return
  if (sessionStorage.length === 0) Object.assign(sessionStorage, kept)
  const { setItem } = Storage.prototype
  Storage.prototype.setItem = function (this: Storage, key: string, value: string) {
    setItem.call(this, key, value)
    if (this === sessionStorage)
      void call({ document, api: '', method: 'keep', args: [{ ...sessionStorage }] })
  }
}

/** Runs in the page: calls one of its functions. */
export function deliver([document, index, args]: [number, number, unknown[]]): void {
  const page = window as unknown as { __standInDeliver(of: number, index: number, args: unknown[]): void }
  page.__standInDeliver(document, index, args)
}
