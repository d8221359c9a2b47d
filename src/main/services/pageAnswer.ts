import { randomBytes } from 'node:crypto'
import type { PageFile } from './pageFiles.ts'

/** A file of the page as it is sent, in the window and in the browser alike. */
export interface PageAnswer {
  body: Buffer
  headers: Record<string, string>
}

/**
 * Adds what the page may do: load nothing but its own files, talk to nobody but its host, be framed by nobody.
 * No CORS header is among the headers, on purpose.
 *
 * A document gets a new nonce each time, for the style elements that the editor makes while it runs; the page
 * reads it from its `<meta property="csp-nonce">`.
 *
 * @param connectTo - where the page may open connections, for example `ws://127.0.0.1:4810`.
 */
export function pageAnswer(file: PageFile, connectTo: readonly string[]): PageAnswer {
  const nonce = file.isDocument ? randomBytes(16).toString('base64') : null
  return {
    body: nonce === null ? file.body : withNonce(file.body, nonce),
    headers: {
      'content-type': file.contentType,
      'cache-control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-store',
      'content-security-policy': contentSecurityPolicy(connectTo, nonce),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=()',
    },
  }
}

function withNonce(document: Buffer, nonce: string): Buffer {
  const meta = `<head><meta property="csp-nonce" nonce="${nonce}">`
  return Buffer.from(document.toString('utf8').replace('<head>', meta))
}

function contentSecurityPolicy(connectTo: readonly string[], nonce: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === null ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src ${connectTo.length > 0 ? connectTo.join(' ') : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}
