/**
 * What the page may do, the same in the window and in the browser: load nothing but its own files, talk to
 * nobody but its host, and be framed by nobody.
 *
 * Styles may be inline because the editor and the table set them while they run; with every other source
 * closed, a style can neither load nor send anything.
 *
 * @param connectTo - where the page may open connections, for example `ws://127.0.0.1:4810`.
 */
export function contentSecurityPolicy(connectTo: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src ${connectTo.length > 0 ? connectTo.join(' ') : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}

/** The headers of every answer with a part of the page. No CORS header is among them, on purpose. */
export function pageHeaders(connectTo: readonly string[]): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(connectTo),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=()',
  }
}
