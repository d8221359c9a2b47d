import { constants } from 'node:os'
import type { PassThrough, Readable } from 'node:stream'
import { utilityProcess, type UtilityProcess } from 'electron'
import type { HostLaunchReport, HostLaunchRequest, OutputName } from '../../engine/processes/hostLauncher.ts'
import type { LaunchRequest } from '../../engine/processes/launcher.ts'

interface Launched {
  child: UtilityProcess
  /** The last signal that was sent to it; an exit code does not tell. */
  signal: NodeJS.Signals | null
}

/** Pids of every living utility process of a run. */
const runPids = new Set<number>()

/** Whether a utility process is one of a run, and not a part of the app. */
export function isRunProcess(pid: number): boolean {
  return runPids.has(pid)
}

/** Forks one session's utility processes on its request and reports on them; see `HostLauncher`. */
export class UtilityLauncher {
  readonly #report: (report: HostLaunchReport) => void
  readonly #launched = new Map<number, Launched>()
  /** What is still to be read; often longer than its process lives. */
  readonly #outputs = new Map<string, Readable>()

  constructor(report: (report: HostLaunchReport) => void) {
    this.#report = report
  }

  receive(request: HostLaunchRequest): void {
    switch (request.type) {
      case 'host-launch':
        this.#launch(request.launchId, request.request)
        return
      case 'host-kill':
        this.#kill(this.#launched.get(request.launchId), request.signal)
        return
      case 'host-taken':
        this.#outputs.get(outputKey(request.launchId, request.stream))?.resume()
    }
  }

  /** The session is gone, so nobody is left to end its processes. */
  dispose(): void {
    for (const launched of this.#launched.values()) this.#kill(launched, 'SIGKILL')
  }

  #launch(launchId: number, { entry, env, workingDirectory, name }: LaunchRequest): void {
    let child: UtilityProcess
    try {
      child = utilityProcess.fork(entry, [], {
        env,
        cwd: workingDirectory,
        execArgv: ['--enable-source-maps'],
        serviceName: `Forkscope ${name}`,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      this.#report({ type: 'host-failed', launchId, message })
      return
    }
    const launched: Launched = { child, signal: null }
    this.#launched.set(launchId, launched)
    this.#relay(launchId, 'stdout', child.stdout)
    this.#relay(launchId, 'stderr', child.stderr)
    this.#follow(launchId, launched)
  }

  #follow(launchId: number, launched: Launched): void {
    const { child } = launched
    let pid: number | undefined
    child.once('spawn', () => {
      pid = child.pid
      if (pid === undefined) return
      runPids.add(pid)
      this.#report({ type: 'host-started', launchId, pid })
    })
    child.once('exit', (code) => {
      this.#launched.delete(launchId)
      if (pid === undefined) {
        this.#report({ type: 'host-failed', launchId, message: `it ended with code ${code} at its start` })
        return
      }
      runPids.delete(pid)
      const signal = endingSignal(code, launched.signal)
      this.#report({ type: 'host-exited', launchId, exitCode: signal ? null : code, signal })
    })
  }

  /**
   * Electron pipes a process's output into `output`, and strips that of all listeners at the process's exit,
   * whatever is still to be read. So the source of the pipe is read itself.
   */
  #relay(launchId: number, stream: OutputName, output: NodeJS.ReadableStream | null): void {
    output?.once('pipe', (source: Readable) => {
      source.unpipe(output as PassThrough)
      this.#read(launchId, stream, source)
    })
  }

  /** One piece at a time: the next is read when the session has taken this one. */
  #read(launchId: number, stream: OutputName, source: Readable): void {
    const key = outputKey(launchId, stream)
    this.#outputs.set(key, source)
    source.on('data', (data: Buffer) => {
      source.pause()
      this.#report({ type: 'host-output', launchId, stream, data })
    })
    // A broken pipe ends it like a closed one.
    source.on('error', () => {})
    source.once('close', () => {
      this.#outputs.delete(key)
      this.#report({ type: 'host-output', launchId, stream, data: null })
    })
  }

  #kill(launched: Launched | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
    const pid = launched?.child.pid
    if (!launched || pid === undefined) return
    launched.signal = signal
    try {
      // Not `child.kill()`: it knows no SIGKILL, and the exit code after it always reads 0.
      process.kill(pid, signal)
    } catch {
      // It has just ended by itself.
    }
  }
}

function outputKey(launchId: number, stream: OutputName): string {
  return `${launchId} ${stream}`
}

/**
 * Electron reports no signals, only a number: the signal's own, when one ended the process. Nothing survives
 * SIGKILL; SIGTERM may have been handled, and then the code is the program's.
 */
function endingSignal(code: number, sent: NodeJS.Signals | null): NodeJS.Signals | null {
  if (sent !== 'SIGTERM') return sent
  const number = constants.signals[sent]
  return code === number || code === 128 + number ? sent : null
}
