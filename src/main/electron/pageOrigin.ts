/** The page's own scheme: no other program can serve it, and `file:` with its rights is not needed. */
export const pageScheme = 'forkscope'

export interface PageAddress {
  /** What the window loads. */
  url: string
  /** The one origin that is trusted. */
  origin: string
  /** Whether the page comes from the development server instead of from the built files. */
  isDevelopment: boolean
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Where the page comes from: the built files, or `electron-vite dev` while Forkscope is developed. A packaged
 * app never loads anything else than its own files, whatever its environment says.
 */
export function pageAddress(environment: NodeJS.ProcessEnv, isPackaged: boolean): PageAddress {
  const server = environment['ELECTRON_RENDERER_URL']
  if (!isPackaged && server !== undefined && URL.canParse(server)) {
    const { origin, hostname, protocol, href } = new URL(server)
    if (protocol === 'http:' && loopbackNames.has(hostname)) return { url: href, origin, isDevelopment: true }
  }
  return { url: `${pageScheme}://app/index.html`, origin: `${pageScheme}://app`, isDevelopment: false }
}

/** Whether an address is a page of that origin. */
export function isOfPage(url: string, { origin }: PageAddress): boolean {
  // The origin of a scheme that the URL standard does not know is 'null', so it is put together here.
  if (!URL.canParse(url)) return false
  const { protocol, host, username, password } = new URL(url)
  return `${protocol}//${host}` === origin && username === '' && password === ''
}
