import { spawn, type ChildProcess } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import type { SessionCommand, SessionFactory, SessionMessage } from '../../engine/session/protocol.ts'
import { SessionConnection } from './sessionConnection.ts'

export interface ChildProcessSessionOptions {
  /** Absolute path of the built session. */
  sessionEntry: string
  /** A program and arguments that start it in their place, such as `prlimit`. Default: none. */
  prefix?: readonly string[]
}

const lastWordsLength = 2_000

/**
 * Sessions in child processes, each in a group of its own: for programs of others. One that ends the process that
 * started it ends its own run alone, and what bounds the session bounds all that it starts.
 */
export function childProcessSessions({
  sessionEntry,
  prefix = [],
}: ChildProcessSessionOptions): SessionFactory {
  return (listener) => {
    const child = startSession(sessionEntry, prefix)
    const lastWords = keepLastWords(child)
    const connection = new SessionConnection(
      {
        post: (command: SessionCommand) => {
          if (child.connected) child.send(command, () => {})
        },
        kill: () => void child.kill('SIGKILL'),
      },
      listener,
      child.pid,
    )
    child.on('message', (message) => connection.receive(message as SessionMessage))
    child.on('error', (error) => {
      if (child.pid === undefined) connection.exited(`its process could not be started (${error.message})`)
    })
    child.on('exit', (code, signal) => connection.exited(endWords(code, signal, lastWords())))
    return connection
  }
}

function startSession(sessionEntry: string, prefix: readonly string[]): ChildProcess {
  const [command = process.execPath, ...args] = [...prefix, process.execPath, sessionEntry]
  return spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    // A terminal's Ctrl-C reaches the host, which ends its sessions in order.
    detached: process.platform !== 'win32',
    windowsHide: true,
    env: process.versions.electron ? { ...process.env, ELECTRON_RUN_AS_NODE: '1' } : process.env,
  })
}

/** What it wrote to stderr at last: why a session that ended by itself did. */
function keepLastWords({ stderr }: ChildProcess): () => string {
  const decoder = new StringDecoder('utf8')
  let words = ''
  stderr?.on('data', (bytes: Buffer) => (words = (words + decoder.write(bytes)).slice(-lastWordsLength)))
  stderr?.on('error', () => {})
  return () => words
}

function endWords(code: number | null, signal: NodeJS.Signals | null, lastWords: string): string {
  const how = signal
    ? `its process was killed by ${signal}`
    : `its process ended with code ${code ?? 'unknown'}`
  const error = /^\w*Error: .*$/m.exec(lastWords)?.[0]
  return error === undefined ? how : `${how} (${error.slice(0, 300)})`
}
