import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { ChildProcessLauncher } from '../../src/engine/processes/childProcessLauncher.ts'
import type { Launcher } from '../../src/engine/processes/launcher.ts'
import { StandbyLauncher } from '../../src/engine/processes/standbyLauncher.ts'
import { Session } from '../../src/engine/session/session.ts'
import type {
  EngineSnapshot,
  SessionEnd,
  SessionMessage,
  SessionOptions,
} from '../../src/engine/session/protocol.ts'
import { runtimePaths } from '../../src/lab/runtimePaths.ts'
import type { OutputChunk } from '../../src/shared/runReport.ts'
import type { RunEvent } from '../../src/shared/runUpdate.ts'
import type { StartMethod } from '../../src/shared/units.ts'
import { utilityLauncher } from './utilityLauncher.ts'
import { bundleOf, type Bundle } from './bundles.ts'

/**
 * Runs a program's text with the real engine: a session in this process, real processes below it. What the
 * command line adds (its own start, the report) is left out, so a run takes little more than its processes.
 */

/** The start methods that every promise of the library is kept under; tests run once for each. */
export const startMethods: readonly StartMethod[] = ['spawn', 'standby', 'thread']

/**
 * With `utility`, the app's launcher and a stand-in for Electron: for the suites of what a launcher can spoil. All of
 * them pass on it; CI has its time.
 */
export const allStartMethods: readonly StartMethod[] = [...startMethods, 'utility']

export interface EngineRunOptions extends Partial<
  Omit<SessionOptions, 'runId' | 'programFile' | 'programName'>
> {
  /** A run that takes longer hangs: it is stopped, and its outcome is `timeout`. Default 30 s. */
  limitMs?: number
  /** Sees every message as it comes, for example to act on a process of the run. */
  onMessage?(message: SessionMessage, session: Session): void
  /** Whether there are utility processes, as in the desktop app. Default: in a run by them. */
  hasUtility?: boolean
  /** Instead of the usual ones. */
  launchers?: Record<string, Launcher>
}

export interface EngineRun {
  end: SessionEnd
  /** The last one, taken when every process had ended. */
  snapshot: EngineSnapshot
  events: RunEvent[]
  output: OutputChunk[]
  stdout: string
  stderr: string
}

const paths = runtimePaths(dirname(dirname(import.meta.dirname)))

/** @throws when the program has a mistake that the bundler finds, or the session cannot serve it. */
export async function engineRun(source: string, options: EngineRunOptions = {}): Promise<EngineRun> {
  if (!existsSync(paths.workerEntry))
    throw new Error('There is no build: run `node scripts/ensureBuilt.mjs`.')
  return runBundle(await bundleOf(source, paths.libraryEntry), options)
}

/** Runs a program and returns what its `main` returned; fails when the run did not complete. */
export async function factsOf<T = Record<string, unknown>>(
  source: string,
  options: EngineRunOptions = {},
): Promise<T> {
  const { end, stderr } = await engineRun(source, options)
  if (end.outcome === 'completed') return end.result as T
  throw new Error(
    `The program ${end.outcome} (exit code ${end.exitCode}): ${end.error?.stack || end.error?.message || ''}\n${stderr}`,
  )
}

async function runBundle(program: Bundle, options: EngineRunOptions): Promise<EngineRun> {
  const {
    limitMs = 30_000,
    onMessage,
    launchers,
    hasUtility = options.startMethod === 'utility',
    ...sessionOptions
  } = options
  const heard = { events: [] as RunEvent[], output: [] as OutputChunk[] }
  let snapshot: EngineSnapshot | undefined
  let settle!: { resolve(end: SessionEnd): void; reject(error: Error): void }
  const ended = new Promise<SessionEnd>((resolve, reject) => (settle = { resolve, reject }))
  const session = new Session(
    (message) => {
      if (message.type === 'events') heard.events.push(...message.events)
      else if (message.type === 'output') heard.output.push(...message.chunks)
      else if (message.type === 'snapshot') snapshot = message.snapshot
      else if (message.type === 'ended') settle.resolve(message.end)
      else if (message.type === 'broken')
        settle.reject(new Error(message.error.stack ?? message.error.message))
      onMessage?.(message, session)
    },
    {
      spawn: new ChildProcessLauncher(),
      standby: new StandbyLauncher(),
      ...(hasUtility && { utility: await utilityLauncher() }),
      ...launchers,
    },
  )
  const limit = setTimeout(() => session.handle({ type: 'stop', because: 'timeout', graceMs: 200 }), limitMs)
  try {
    session.handle({ type: 'start', options: { ...defaults(program), ...sessionOptions } })
    const end = await ended
    const text = (stream: OutputChunk['stream']): string =>
      heard.output
        .filter((chunk) => chunk.stream === stream)
        .map((chunk) => chunk.text)
        .join('')
    return {
      end,
      snapshot: snapshot as EngineSnapshot,
      ...heard,
      stdout: text('stdout'),
      stderr: text('stderr'),
    }
  } finally {
    clearTimeout(limit)
    await session.dispose()
  }
}

function defaults({ file, name }: Bundle): SessionOptions {
  return {
    runId: `test-${process.pid}-${++runCount}`,
    programFile: file,
    programName: name,
    params: {},
    startMethod: 'spawn',
    workingDirectory: tmpdir(),
    workerEntry: paths.workerEntry,
  }
}

let runCount = 0
