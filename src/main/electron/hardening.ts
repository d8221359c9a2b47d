import { app, shell, type Session, type WebContents } from 'electron'
import { isAllowedExternal } from './externalLinks.ts'
import { isOfPage, type PageAddress } from './pageOrigin.ts'

/** All that the page is allowed beyond showing itself: its Copy buttons. */
const allowedPermissions = new Set(['clipboard-sanitized-write'])

/** Schemes that a page may load from besides its own origin. All of them are made by the page itself. */
const ownSchemes = new Set(['blob:', 'data:'])

/**
 * Holds the whole app to its one page: every process of Chromium in its sandbox; no navigation away, no new windows, no
 * embedded pages, no permissions, no requests elsewhere. Applies to what is created later, too. Before the app is ready.
 */
export function hardenApp(page: PageAddress): void {
  app.enableSandbox()
  app.on('web-contents-created', (_event, contents) => {
    denyNavigation(contents, page)
    contents.setWindowOpenHandler(({ url }) => {
      openExternal(url)
      return { action: 'deny' }
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
  app.on('session-created', (session) => hardenSession(session, page))
}

/** Hands a link to the user's browser, if it is one of those that may be. */
export function openExternal(url: string): void {
  if (!isAllowedExternal(url)) return
  shell.openExternal(url).catch((error: unknown) => console.error(`${url} could not be opened:`, error))
}

function denyNavigation(contents: WebContents, page: PageAddress): void {
  contents.on('will-frame-navigate', (event) => {
    // The page itself may only be loaded again, and only in the main frame.
    if (event.isMainFrame && isOfPage(event.url, page)) return
    event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!isOfPage(event.url, page)) event.preventDefault()
  })
}

const hardened = new WeakSet<Session>()

/** Denies permissions, devices, downloads that the page did not make, and requests to anything but its own origin. */
export function hardenSession(session: Session, page: PageAddress): void {
  if (hardened.has(session)) return
  hardened.add(session)
  const isAllowed = (permission: string, origin: string): boolean =>
    allowedPermissions.has(permission) && isOfPage(origin, page)
  session.setPermissionRequestHandler((_contents, permission, callback, { isMainFrame, requestingUrl }) =>
    callback(isMainFrame && isAllowed(permission, requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    if (!isMadeByPage(item.getURL(), page)) event.preventDefault()
  })
  // In development the page's server also pushes updates over a WebSocket.
  if (!page.isDevelopment)
    session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !mayRequest(url, page) }))
}

function mayRequest(url: string, page: PageAddress): boolean {
  const scheme = schemeOf(url)
  // A packaged app has no developer tools, so nothing that would load them is theirs.
  return isOfPage(url, page) || ownSchemes.has(scheme) || (scheme === 'devtools:' && !app.isPackaged)
}

/** What the page saves, it has put together itself: `blob:forkscope://app/…`. */
function isMadeByPage(url: string, page: PageAddress): boolean {
  return url.startsWith('blob:') && isOfPage(url.slice('blob:'.length), page)
}

function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':') + 1)
}
