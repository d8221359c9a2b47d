const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Where updates come from: https, or a server on this very machine, as tests have. Null for anything else.
 */
export function feedAddress(url: string): URL | null {
  if (!URL.canParse(url)) return null
  const address = new URL(url)
  if (address.username !== '' || address.password !== '') return null
  if (address.protocol !== 'https:' && !isLoopback(address)) return null
  if (!address.pathname.endsWith('/')) address.pathname += '/'
  return address
}

/** Whether a request, also one that the feed redirects to, may go out. */
export function isFeedRequest(url: string, feed: URL): boolean {
  if (!URL.canParse(url)) return false
  const address = new URL(url)
  return address.protocol === 'https:' || (isLoopback(feed) && isLoopback(address))
}

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && loopbackNames.has(hostname)
}
