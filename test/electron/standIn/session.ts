import { strict } from './strict.ts'

type BeforeRequest = (
  details: { url: string; method: string },
  callback: (response: { cancel?: boolean }) => void,
) => void

let beforeRequest: BeforeRequest | undefined
const handlers = new Map<string, unknown>()

/** Kept only: Chromium decides on permissions by itself here. The app's deciding functions have unit tests. */
const keep =
  (name: string) =>
  (handler: unknown): void =>
    void handlers.set(name, handler)

export const session = strict('session', {
  defaultSession: strict('session.defaultSession', {
    setPermissionRequestHandler: keep('permissionRequest'),
    setPermissionCheckHandler: keep('permissionCheck'),
    setDevicePermissionHandler: keep('devicePermission'),
    webRequest: strict('session.webRequest', {
      onBeforeRequest: (listener: BeforeRequest): void => {
        beforeRequest = listener
      },
    }),
  }),
})

/** Whether the app lets a request of its page go out. */
export function isRequestAllowed(url: string, method: string): Promise<boolean> {
  const listener = beforeRequest
  if (!listener) return Promise.resolve(true)
  return new Promise((resolve) => listener({ url, method }, ({ cancel }) => resolve(cancel !== true)))
}
