import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** Real processes for tests of the monitor. Dispose it and all of them are gone. */
export class Children implements AsyncDisposable {
  readonly #children: ChildProcess[] = []

  /** Starts a program and waits until the system has started it. */
  async start(
    command: string,
    args: string[],
    options: SpawnOptions = {},
  ): Promise<ChildProcess & { pid: number }> {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options })
    this.#children.push(child)
    await once(child, 'spawn')
    return child as ChildProcess & { pid: number }
  }

  /** Starts a Node program and waits until it says (by a line) that it is where the test wants it. */
  async startNode(source: string, ...args: string[]): Promise<ChildProcess & { pid: number; line: string }> {
    const child = await this.start(process.execPath, ['-e', source, ...args])
    const [chunk] = (await once(child.stdout ?? child, 'data')) as [Buffer]
    return Object.assign(child, { line: chunk.toString().trim() })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#children.map((child) => end(child)))
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** Starts a parent that never collects its child, and ends the child. Returns the pid of the zombie. */
export async function startZombie(children: Children): Promise<number> {
  const parent = await children.start('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'])
  const [line] = (await once(parent.stdout ?? parent, 'data')) as [Buffer]
  // Before the shell has become another program it might still collect the child.
  const isReplaced = () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n'
  await eventually(() => Promise.resolve(isReplaced() || undefined), 'exec of the shell')
  const zombie = Number(line.toString())
  process.kill(zombie, 'SIGKILL')
  return zombie
}

/** Time that a process's first thread ran, and that it could have run but had to wait for a core. */
export function scheduling(pid: number): { runMs: number; waitMs: number } {
  const [run, wait] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number)
  return { runMs: (run ?? 0) / 1e6, waitMs: (wait ?? 0) / 1e6 }
}

/** Looks again until the answer is one; for facts of the system that no event announces. */
export async function eventually<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  const deadline = performance.now() + 20_000
  for (;;) {
    const answer = await look()
    if (answer !== undefined) return answer
    if (performance.now() > deadline) throw new Error(`${what}: not seen within 20 s`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
