import { setTimeout as wait } from 'node:timers/promises'
import { currentProcess, parentProcess, Process } from 'multiprocessing'

/**
 * Two processes beside the main one. Each has a pid of its own, all have the same parent, and they run at the
 * same time: together they take about as long as the slower one, not as long as both.
 *
 * Try: --param secondsOfFirst=3, or end one of them while it works and look at its exit code.
 */

interface Params {
  secondsOfFirst?: number
  secondsOfSecond?: number
}

// A function that runs in another process is exported: that is how the other process finds it.
export async function work(seconds: number): Promise<void> {
  console.log(`I am ${currentProcess().name}, pid ${process.pid}; my parent is pid ${parentProcess()?.pid}`)
  await wait(seconds * 1000)
  console.log(`done after ${seconds} s`)
}

export async function main({ secondsOfFirst = 1, secondsOfSecond = 0.5 }: Params) {
  console.log(`I am the main program, pid ${process.pid}`)
  const first = new Process({ target: work, args: [secondsOfFirst], name: 'first' })
  const second = new Process({ target: work, args: [secondsOfSecond], name: 'second' })

  console.log(`before start, first is alive: ${first.isAlive()}, its pid: ${first.pid}`)
  await first.start()
  await second.start()
  console.log(`started pid ${first.pid} and pid ${second.pid}`)
  console.log(`after start, first is alive: ${first.isAlive()}`)

  // Without join, main would go on while the two still work.
  for (const child of [first, second]) {
    await child.join()
    console.log(`${child.name} has ended, alive: ${child.isAlive()}, exit code ${child.exitCode}`)
  }
  return {
    main: process.pid,
    children: [first, second].map(({ name, pid, exitCode }) => ({ name, pid, exitCode })),
  }
}
