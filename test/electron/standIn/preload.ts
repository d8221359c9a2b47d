import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { runInThisContext } from 'node:vm'
import { strict } from './strict.ts'

type Api = Record<string, (...args: unknown[]) => unknown>

/** One run of a preload script, for one document. */
export interface PreloadRun {
  /** What it exposed to the page, by name. */
  exposed: ReadonlyMap<string, Api>
  /** Hands it a message of the host. */
  receive(channel: string, args: unknown[]): void
}

/**
 * Runs a preload script as Electron's sandbox does: as CommonJS, with `require` for `electron` and nothing else.
 *
 * @param send - takes what it sends to the host.
 */
export function runPreload(file: string, send: (channel: string, args: unknown[]) => void): PreloadRun {
  const exposed = new Map<string, Api>()
  const incoming = new EventEmitter()
  const electron = strict('electron (in preload)', {
    contextBridge: strict('contextBridge', {
      exposeInMainWorld: (name: string, api: Api) => void exposed.set(name, api),
    }),
    ipcRenderer: strict('ipcRenderer', {
      send: (channel: string, ...args: unknown[]) => send(channel, structuredClone(args)),
      on: (channel: string, listener: (...args: unknown[]) => void) => void incoming.on(channel, listener),
    }),
  })
  const load = runInThisContext(`(function (require, module, exports) {${readFileSync(file, 'utf8')}\n})`, {
    filename: file,
  }) as (require: unknown, module: unknown, exports: unknown) => void
  const module = { exports: {} }
  load(
    (name: string) => {
      if (name === 'electron') return electron
      throw new Error(`module not found: ${name} (a sandboxed preload script can load electron only)`)
    },
    module,
    module.exports,
  )
  return { exposed, receive: (channel, args) => void incoming.emit(channel, {}, ...args) }
}
