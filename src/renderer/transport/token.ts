const storageKey = 'forkscope.token'

/**
 * The token in a location hash: `#token=…`, or a bare `#…`. A hash that begins with `#/` is a view's address.
 * Returns undefined where there is none.
 */
export function tokenFromHash(hash: string): string | undefined {
  const text = hash.replace(/^#/, '')
  if (text === '' || text.startsWith('/')) return undefined
  const token = text.includes('=') ? new URLSearchParams(text).get('token') : decoded(text)
  return token === null || token === '' ? undefined : token
}

/** A torn escape stays as it is: the host then says that the token is wrong. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Takes the token out of the address bar, where it could be copied or photographed, and keeps it for this
 * tab's reloads only.
 */
export function takeToken(): string | undefined {
  const fresh = tokenFromHash(location.hash)
  if (fresh === undefined) return readStored()
  try {
    sessionStorage.setItem(storageKey, fresh)
  } catch {
    // Storage may be switched off: then a reload needs the printed address again.
  }
  clearHash()
  return fresh
}

/** What is in the address bar can be copied or photographed. */
export function clearHash(): void {
  history.replaceState(history.state, '', `${location.pathname}${location.search}`)
}

function readStored(): string | undefined {
  try {
    return sessionStorage.getItem(storageKey) ?? undefined
  } catch {
    return undefined
  }
}
