import { protocol } from 'electron'
import type { PageFiles } from '../services/pageFiles.ts'
import { pageAnswer } from '../services/pageAnswer.ts'
import { pageScheme } from './pageOrigin.ts'

/** Must be called before the app is ready. `standard` and `secure` give the page an origin and its storage. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built page at `forkscope://app/`, and nothing else. */
export function handlePageScheme(files: PageFiles): void {
  protocol.handle(pageScheme, (request) => respond(files, request))
}

function respond(files: PageFiles, request: Request): Response {
  const { host, pathname } = new URL(request.url)
  const file = host === 'app' ? files.get(pathname) : undefined
  if (!file) return new Response('There is no such file.\n', { status: 404 })
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return new Response('Only GET and HEAD.\n', { status: 405, headers: { allow: 'GET, HEAD' } })
  const { body, headers } = pageAnswer(file, [])
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { headers })
}
