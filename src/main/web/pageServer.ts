import type { IncomingMessage, ServerResponse } from 'node:http'
import { pageAnswer } from '../services/pageAnswer.ts'
import type { PageFiles } from '../services/pageFiles.ts'
import type { OwnAddresses } from './addresses.ts'

/**
 * Answers requests for the page's files. They are no secret (they are the product), so they need no token;
 * everything that is secret or powerful goes over the WebSocket.
 */
export function servePage(
  files: PageFiles,
  own: OwnAddresses,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!own.isOwnHost(request.headers.host))
    return refuse(response, 403, 'Forkscope answers under the address that it printed, and no other.')
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, 'Only GET and HEAD.', { allow: 'GET, HEAD' })
  const file = files.get(pathOf(request.url))
  if (!file) return refuse(response, 404, 'There is no such file.')
  const { body, headers } = pageAnswer(file, own.webSockets)
  response.writeHead(200, { ...headers, 'content-length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function refuse(
  response: ServerResponse,
  status: number,
  why: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    // The body of a request that is refused is not read.
    connection: 'close',
    ...headers,
  })
  response.end(`${why}\n`)
}

/** The path as it was sent, neither decoded nor resolved: it must be one of the map's keys to the letter. */
function pathOf(url = '/'): string {
  return url.split('?', 1)[0] ?? '/'
}
