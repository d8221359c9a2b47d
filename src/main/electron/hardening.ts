import { app, shell, type Session, type WebContents } from 'electron'
import { isAllowedExternal } from './externalLinks.ts'
import { isOfPage, type PageAddress } from './pageOrigin.ts'

/** All that the page is allowed beyond showing itself: its Copy buttons. */
const allowedPermissions = new Set(['clipboard-sanitized-write'])

/** Schemes that a page may load from besides its own origin. All of them are made by the page itself. */
const ownSchemes = new Set(['blob:', 'data:', 'devtools:'])

/**
 * Holds every web contents of the app to its one page: no navigation away, no new windows, no embedded pages,
 * no permissions, no requests elsewhere. Applies to what is created later, too.
 */
export function hardenContents(page: PageAddress): void {
  app.on('web-contents-created', (_event, contents) => {
    denyNavigation(contents, page)
    contents.setWindowOpenHandler(({ url }) => {
      if (isAllowedExternal(url)) void shell.openExternal(url)
      return { action: 'deny' }
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
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

/** Denies permissions, and requests to anything but the page's own origin. */
export function hardenSession(session: Session, page: PageAddress): void {
  const isAllowed = (permission: string, origin: string): boolean =>
    allowedPermissions.has(permission) && isOfPage(origin, page)
  session.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) =>
    callback(isAllowed(permission, requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin))
  session.setDevicePermissionHandler(() => false)
  // In development the page's server also pushes updates over a WebSocket.
  if (!page.isDevelopment)
    session.webRequest.onBeforeRequest((details, callback) =>
      callback({ cancel: !isOfPage(details.url, page) && !ownSchemes.has(schemeOf(details.url)) }),
    )
}

function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':') + 1)
}
