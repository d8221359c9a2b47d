/**
 * Which addresses are ours. Another site in the user's browser can reach 127.0.0.1 (also under a name of its
 * own that resolves there), so a request counts only when it names us exactly, port included.
 */
export interface OwnAddresses {
  isOwnHost(host: string | undefined): boolean
  isOwnOrigin(origin: string | undefined): boolean
  /** Where the page may connect to, for its content security policy. */
  readonly webSockets: readonly string[]
}

const names = ['127.0.0.1', 'localhost']

export function ownAddresses(port: number): OwnAddresses {
  // Browsers leave the default port out.
  const hosts = new Set(names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]))
  const origins = new Set([...hosts].map((host) => `http://${host}`))
  return {
    isOwnHost: (host) => host !== undefined && hosts.has(host),
    isOwnOrigin: (origin) => origin !== undefined && origins.has(origin),
    webSockets: [...hosts].map((host) => `ws://${host}`),
  }
}
