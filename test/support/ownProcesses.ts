import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { findProcesses, isRunning, markVariable } from './leaks.ts'

/** Processes that the tests of this file have started and that still run, also those that lost their parent. */
export function ownProcesses(): string[] {
  return findProcesses(process.env[markVariable] ?? '').map(
    ({ pid, command }) => `${pid}: ${command.slice(0, 160)}`,
  )
}

/** @param withinMs - how long the operating system may take to end what was told to end. */
export async function expectNoOwnProcesses(withinMs = 2_000): Promise<void> {
  await expect.poll(ownProcesses, { timeout: withinMs, interval: 25 }).toEqual([])
}

/** Resolves when none of them runs any more; rejects after `withinMs`, naming those that do. */
export async function waitForEnd(pids: readonly number[], withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const running = pids.filter(isRunning)
    if (running.length === 0) return
    if (performance.now() > deadline)
      throw new Error(`Still running after ${withinMs} ms: ${running.join(', ')}`)
    await delay(25)
  }
}
