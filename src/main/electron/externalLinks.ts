/** Sites that the interface links to. Everything else stays closed, so that no text on the page can open it. */
const allowedHosts = new Set(['github.com', 'nodejs.org', 'docs.python.org', 'www.electronjs.org'])

/** Whether a link may be handed to the user's browser: https, to a site of the list, on its usual port. */
export function isAllowedExternal(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, port, username, password } = new URL(url)
  return (
    protocol === 'https:' && allowedHosts.has(hostname) && port === '' && username === '' && password === ''
  )
}
