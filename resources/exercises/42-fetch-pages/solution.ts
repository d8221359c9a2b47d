import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'multiprocessing'

/** Waits: for an answer that somebody else has to give. */
export async function fetchPage(url: string): Promise<string> {
  const response = await fetch(url)
  const text = await response.text()
  console.log(`got ${new URL(url).pathname}`)
  return text
}

/** Computes: a fingerprint that is costly on purpose, as those of passwords are. */
export function fingerprint(path: string, text: string): string {
  let digest = text
  for (let round = 0; round < 20_000; round++) digest = createHash('sha256').update(digest).digest('hex')
  console.log(`computed ${path}`)
  return digest.slice(0, 8)
}

/** A server on this machine. It takes its time for a page, and answers as many at once as it is asked. */
async function startServer() {
  const server = createServer(async ({ url: path = '/' }, response) => {
    console.log(`asked for ${path}`)
    await wait(300)
    console.log(`answers ${path}`)
    response.end(`This is page ${path}.`)
  })
  // Port 0: whichever is free.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

export async function main({ pages = 6 }) {
  await using server = await startServer()
  const { port } = server.address() as AddressInfo
  const paths = Array.from({ length: pages }, (_, page) => `/${page + 1}`)

  // Waiting needs no core: one process waits for all of them at once.
  const texts = await Promise.all(paths.map((path) => fetchPage(`http://127.0.0.1:${port}${path}`)))

  // Computing does: as many processes as there are cores to use.
  await using pool = new Pool(2)
  return pool.starmap(
    fingerprint,
    paths.map((path, page): [string, string] => [path, texts[page] ?? '']),
    { chunkSize: 1 },
  )
}
