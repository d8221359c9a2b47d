import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CommandContext } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'

/** What the browser host's own build entry exports. Hosts do not import each other, so it is found by path. */
interface WebHostEntry {
  startWebHost(options: { root: string; port: number }): Promise<{ url: string; close(): Promise<void> }>
}

/** `forkscope serve`: the interface in a browser, until a signal comes. */
export async function serveCommand(
  { root, terminal, ending }: CommandContext,
  { port }: { port: number },
): Promise<number> {
  const entry = pathToFileURL(join(root, 'out', 'main', 'serve.js')).href
  const { startWebHost } = (await import(/* @vite-ignore */ entry)) as WebHostEntry
  const host = await startWebHost({ root, port })
  terminal.line(host.url)
  terminal.line('Open the address in a browser on this machine. Press Ctrl-C to end it and all of its runs.')
  if (!ending.aborted) await once(ending, 'abort')
  await host.close()
  return exitCodes.completed
}
