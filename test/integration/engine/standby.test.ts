import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import type { Preparation } from '../../../src/engine/processes/launcher.ts'
import { StandbyLauncher } from '../../../src/engine/processes/standbyLauncher.ts'
import { startStandbyProcess, type StandbyProcess } from '../../../src/engine/processes/standbyProcess.ts'
import { engineRun, type EngineRun } from '../../support/engineRun.ts'
import { isRunning } from '../../support/leaks.ts'
import { prelude } from '../../support/programPrelude.ts'

/** What is particular to processes that are kept ready; that they are processes like others the contract says. */

const workerEntry = join(import.meta.dirname, '..', '..', '..', 'out', 'main', 'worker.js')

/** The timers that would end what nobody needs, to be let expire at will. */
const idleMs = 12_345

class Kept {
  readonly processes: StandbyProcess[] = []
  readonly #idleTimers = new Set<() => void>()
  readonly launcher: StandbyLauncher

  constructor(size = 2) {
    this.launcher = new StandbyLauncher({
      size,
      idleMs,
      timers: { after: (ms, action) => this.#after(ms, action) },
      startStandby: (preparation: Preparation) => {
        const process = startStandbyProcess(preparation)
        this.processes.push(process)
        return process
      },
    })
  }

  get pids(): Promise<number[]> {
    return Promise.all(this.processes.map(({ started }) => started))
  }

  /** Resolves when so many were started and are ready. */
  async ready(count: number): Promise<void> {
    await expect.poll(() => this.processes.length).toBeGreaterThanOrEqual(count)
    await Promise.all(this.processes.slice(0, count).map(({ ready }) => ready))
  }

  expire(): void {
    for (const action of [...this.#idleTimers]) action()
  }

  #after(ms: number, action: () => void): () => void {
    if (ms !== idleMs) {
      const timer = setTimeout(action, ms)
      return () => clearTimeout(timer)
    }
    this.#idleTimers.add(action)
    return () => void this.#idleTimers.delete(action)
  }
}

/** `main` waits for the test's word before it starts `starts` processes, one after the other. */
function run(kept: Kept, starts: number): { ended: Promise<EngineRun>; go(): void } {
  const word = join(mkdtempSync(join(tmpdir(), 'go-')), 'go')
  const program = `${prelude}
    import { existsSync } from 'node:fs'
    export async function tell(answers) { await answers.put([process.pid, process.env.FORKSCOPE_STANDBY ?? null, process.title]) }
    export async function main({ word, starts }) {
      while (!existsSync(word)) await sleep(5)
      const answers = new Queue(), told = []
      for (let index = 0; index < starts; index++) {
        const p = new Process({ target: tell, args: [answers], name: 'named' })
        await p.start()
        const [pid, ...rest] = await answers.get()
        await p.join()
        told.push([pid === p.pid, p.exitCode, pid, ...rest])
      }
      return told
    }`
  const options = {
    startMethod: 'standby',
    params: { word, starts },
    launchers: { standby: kept.launcher },
  } as const
  return { ended: engineRun(program, options), go: () => writeFileSync(word, '') }
}

const pidsOf = ({ end }: EngineRun): number[] => (end.result as number[][]).map(([, , pid]) => pid as number)

describe('processes that stand by', () => {
  it('take the starts, are refilled, and are of the run only then', async () => {
    const kept = new Kept()
    const { ended, go } = run(kept, 2)
    await kept.ready(2)
    const waiting = await kept.pids
    go()
    const result = await ended
    expect(result.end).toMatchObject({
      outcome: 'completed',
      result: waiting.map((pid) => [true, 0, pid, null, 'forkscope named']),
    })
    expect(result.snapshot.processes.map(({ name, pid }) => [name, pid === 0])).toEqual([
      ['MainProcess', false],
      ['named', false],
      ['named', false],
    ])
    expect(result.stderr).toBe('')
    expect((await kept.pids).filter(isRunning)).toEqual([])
  })

  it('do not cost a start when they were killed', async () => {
    const kept = new Kept()
    const { ended, go } = run(kept, 2)
    await kept.ready(2)
    const killed = await kept.pids
    for (const pid of killed) process.kill(pid, 'SIGKILL')
    go()
    const result = await ended
    expect(result.end).toMatchObject({
      outcome: 'completed',
      result: [
        [true, 0],
        [true, 0],
      ].map((facts) => expect.objectContaining(facts) as unknown),
    })
    expect(pidsOf(result).filter((pid) => killed.includes(pid))).toEqual([])
  })

  it('are dropped when nobody needs them for a while; the next start works, and they are there again', async () => {
    const kept = new Kept(1)
    const { ended, go } = run(kept, 3)
    await kept.ready(1)
    const [dropped] = kept.processes as [StandbyProcess]
    await expect.poll(() => (kept.expire(), kept.launcher.idleCount)).toBe(0)
    await dropped.gone
    go()
    const result = await ended
    expect(pidsOf(result)).not.toContain(await dropped.started)
    expect(kept.processes.length).toBeGreaterThan(1)
  })
})

describe('a process that stands by', () => {
  let server: Server | undefined
  afterEach(() => server?.close())

  it('ends when its session is gone, without a word', async () => {
    const address = join(mkdtempSync(join(tmpdir(), 'door-')), 'broker')
    server = createServer((socket) => socket.on('error', () => {})).listen(address)
    await once(server, 'listening')
    const child = spawn(process.execPath, [workerEntry], {
      env: { ...process.env, FORKSCOPE_STANDBY: address },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    let printed = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (piece) => (printed += String(piece)))
    const channel = child.stdio[3] as Duplex
    expect(String((await once(channel, 'data'))[0])).toBe('r')
    const exit = once(child, 'exit')
    channel.destroy()
    expect([await exit, printed]).toEqual([[0, null], ''])
  })
})
