import { constants } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { Process, Queue } from 'multiprocessing'

export function fine() {}

export function faulty() {
  throw new Error('something went wrong')
}

export function leave(code: number) {
  process.exit(code)
}

/** Waits until it is ended; with a handler, the signal is only a message. */
export async function linger(ready: Queue<string>, onSignal: 'die' | 'tidy up' | 'ignore') {
  if (onSignal === 'ignore') process.on('SIGTERM', () => {})
  if (onSignal === 'tidy up') {
    process.on('SIGTERM', () => {
      console.log('everything is put away')
      process.exit(0)
    })
  }
  await ready.put('ready')
  await wait(1500)
}

/** What an exit code means, such as "ended by SIGTERM". `constants` of `node:os` has the numbers of the signals. */
function verdictOf(exitCode: number | null): string {
  if (exitCode === null) return 'still lives'
  if (exitCode === 0) return 'in order'
  if (exitCode > 0) return `failed with exit code ${exitCode}`
  const [name] = Object.entries(constants.signals).find(([, number]) => number === -exitCode) ?? []
  return `ended by ${name ?? `signal ${-exitCode}`}`
}

/** Has a process end that does not end by itself. */
async function end(child: Process) {
  await child.terminate()
  // It was asked, and had its time. Force comes last, as nothing can be put away any more.
  if (await child.join(500)) return
  await child.kill()
  await child.join()
}

const endings = ['fine', 'faulty', 'exit-3', 'plain', 'tidy', 'stubborn']

export async function main(params: { endings?: string[] }) {
  const ready = new Queue<string>()
  const verdicts: string[] = []

  for (const name of params.endings ?? endings) {
    const child = processThat(name, ready)
    await child.start()
    if (waitForSignals.has(name)) {
      await ready.get()
      await end(child)
    } else {
      await child.join()
    }
    verdicts.push(`${name}: ${verdictOf(child.exitCode)}`)
  }
  return verdicts
}

const waitForSignals = new Set(['plain', 'tidy', 'stubborn'])

function processThat(name: string, ready: Queue<string>): Process {
  switch (name) {
    case 'fine':
      return new Process({ target: fine, name })
    case 'faulty':
      return new Process({ target: faulty, name })
    case 'plain':
      return new Process({ target: linger, args: [ready, 'die'], name })
    case 'tidy':
      return new Process({ target: linger, args: [ready, 'tidy up'], name })
    case 'stubborn':
      return new Process({ target: linger, args: [ready, 'ignore'], name })
    default:
      return new Process({ target: leave, args: [Number(name.split('-')[1])], name })
  }
}
