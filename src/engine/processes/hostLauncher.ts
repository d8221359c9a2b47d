import { PassThrough } from 'node:stream'
import type { LaunchedProcess, Launcher, LaunchRequest } from './launcher.ts'

/**
 * Starts processes that only the host can start: Electron's utility processes, which its main process alone may
 * fork. The session asks over its port, the host does it and reports:
 *
 *   session ─ HostLaunchRequest ─▶ host ─ forks ─▶ process
 *           ◀─ HostLaunchReport ──      ◀─ output, exit
 *
 * Each piece of output is taken before the next is sent, so that a process that prints without end fills nobody's
 * memory.
 */
export type HostLaunchRequest =
  | { type: 'host-launch'; launchId: number; request: LaunchRequest }
  | { type: 'host-kill'; launchId: number; signal: 'SIGTERM' | 'SIGKILL' }
  | { type: 'host-taken'; launchId: number; stream: OutputName }

export type HostLaunchReport =
  | { type: 'host-started'; launchId: number; pid: number }
  | { type: 'host-failed'; launchId: number; message: string }
  /** `data` is null when the stream has ended. */
  | { type: 'host-output'; launchId: number; stream: OutputName; data: Uint8Array | null }
  | { type: 'host-exited'; launchId: number; exitCode: number | null; signal: NodeJS.Signals | null }

export type OutputName = 'stdout' | 'stderr'

interface Launched {
  readonly streams: Readonly<Record<OutputName, PassThrough>>
  resolve(pid: number): void
  reject(error: Error): void
  exited(exitCode: number | null, signal: NodeJS.Signals | null): void
  hasExited: boolean
}

export class HostLauncher implements Launcher {
  readonly #send: (request: HostLaunchRequest) => void
  readonly #launched = new Map<number, Launched>()
  #nextId = 1

  constructor(send: (request: HostLaunchRequest) => void) {
    this.#send = send
  }

  launch(request: LaunchRequest): LaunchedProcess {
    const launchId = this.#nextId++
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
    const { promise: started, resolve, reject } = withResolvers<number>()
    const { promise: exit, resolve: exited } = withResolvers<Parameters<Launched['exited']>>()
    this.#launched.set(launchId, {
      streams,
      resolve,
      reject,
      exited: (...facts) => exited(facts),
      hasExited: false,
    })
    this.#send({ type: 'host-launch', launchId, request })
    return {
      ...streams,
      started,
      onExit: (listener) => void exit.then((facts) => listener(...facts)),
      kill: (signal) => this.#send({ type: 'host-kill', launchId, signal }),
    }
  }

  receive(report: HostLaunchReport): void {
    const launched = this.#launched.get(report.launchId)
    if (!launched) return
    switch (report.type) {
      case 'host-started':
        launched.resolve(report.pid)
        return
      case 'host-failed':
        this.#launched.delete(report.launchId)
        endStreams(launched)
        launched.reject(new Error(report.message))
        return
      case 'host-output':
        this.#write(launched, report)
        return
      case 'host-exited':
        launched.hasExited = true
        launched.exited(report.exitCode, report.signal)
        this.#forgetWhenOver(report.launchId, launched)
    }
  }

  #write(
    launched: Launched,
    { launchId, stream, data }: Extract<HostLaunchReport, { type: 'host-output' }>,
  ): void {
    const output = launched.streams[stream]
    if (data) output.write(data, () => this.#send({ type: 'host-taken', launchId, stream }))
    else {
      output.end()
      this.#forgetWhenOver(launchId, launched)
    }
  }

  /** Its exit and the ends of its output come in any order. */
  #forgetWhenOver(launchId: number, { streams, hasExited }: Launched): void {
    if (hasExited && streams.stdout.writableEnded && streams.stderr.writableEnded)
      this.#launched.delete(launchId)
  }
}

function endStreams({ streams }: Launched): void {
  streams.stdout.end()
  streams.stderr.end()
}

/** `Promise.withResolvers`, which Node 20 has not. */
function withResolvers<T>(): {
  promise: Promise<T>
  resolve: (value: T) => void
  reject: (error: Error) => void
} {
  let resolve!: (value: T) => void
  let reject!: (error: Error) => void
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

export function isHostLaunchRequest(message: { type: string }): message is HostLaunchRequest {
  return requests.has(message.type)
}

export function isHostLaunchReport(message: { type: string }): message is HostLaunchReport {
  return reports.has(message.type)
}

const requests = new Set<string>(['host-launch', 'host-kill', 'host-taken'])
const reports = new Set<string>(['host-started', 'host-failed', 'host-output', 'host-exited'])
