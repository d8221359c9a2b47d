const storageKey = 'forkscope.token'

/**
 * The token in a location hash: `#token=…`, or a bare `#…`. A hash that begins with `#/` is a view's address.
 * Returns undefined where there is none.
 */
export function tokenFromHash(hash: string): string | undefined {
  const text = hash.replace(/^#/, '')
  if (text === '' || text.startsWith('/')) return undefined
  const token = text.includes('=') ? new URLSearchParams(text).get('token') : decodeURIComponent(text)
  return token === null || token === '' ? undefined : token
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
  history.replaceState(history.state, '', `${location.pathname}${location.search}`)
  return fresh
}

function readStored(): string | undefined {
  try {
    return sessionStorage.getItem(storageKey) ?? undefined
  } catch {
    return undefined
  }
}
