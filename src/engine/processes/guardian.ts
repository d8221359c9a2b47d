import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { markerName } from './runMarker.ts'

/** A guardian that is killed is replaced, but not for ever. */
const maxStarts = 5

/** The session's hold on its guardian process; see `guardian/entry.ts`. */
export class Guardian {
  readonly #entry: string
  readonly #marker: string
  readonly #alive = new Set<number>()
  #child: ChildProcess | undefined
  #starts = 0
  #isDismissed = false

  /**
   * @param entry - absolute path of the built guardian.
   * @param marker - value of the run's marker.
   */
  constructor(entry: string, marker: string) {
    this.#entry = entry
    this.#marker = marker
    this.#start()
  }

  add(pid: number): void {
    this.#alive.add(pid)
    this.#say(`+${pid}`)
  }

  remove(pid: number): void {
    this.#alive.delete(pid)
    this.#say(`-${pid}`)
  }

  /** The run is over and nothing of it is left. Resolves when the guardian has ended. */
  async dismiss(): Promise<void> {
    this.#isDismissed = true
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    this.#say('farewell')
    child.stdin?.end()
    await ended
  }

  #start(): void {
    this.#starts++
    const child = spawn(process.execPath, [this.#entry], {
      stdio: ['pipe', 'ignore', 'ignore'],
      // Its own group: a terminal's Ctrl-C ends the host in order, and must not take the guardian first.
      detached: true,
      windowsHide: true,
      env: guardianEnvironment(),
    })
    this.#child = child
    // Without a guardian the run goes on; only a host that is killed would leave blocked processes behind.
    child.on('error', () => (this.#child = undefined))
    child.stdin.on('error', () => {})
    child.on('exit', () => {
      if (!this.#isDismissed && this.#starts < maxStarts) this.#start()
    })
    this.#say(`marker ${this.#marker}`)
    for (const pid of this.#alive) this.#say(`+${pid}`)
  }

  #say(line: string): void {
    if (this.#child?.stdin?.writable) this.#child.stdin.write(`${line}\n`)
  }
}

/** Without the marker: it must not be taken for one of those that it watches over. */
function guardianEnvironment(): NodeJS.ProcessEnv {
  const { [markerName]: _marker, ...env } = process.env
  return process.versions.electron ? { ...env, ELECTRON_RUN_AS_NODE: '1' } : env
}
