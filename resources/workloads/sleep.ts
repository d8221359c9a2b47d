import { setTimeout as wait } from 'node:timers/promises'

export function items(count: number, { durationMs }: { durationMs: number }): number[] {
  return Array.from({ length: count }, () => durationMs)
}

/** Waits without computing; the result is the time asked for. */
export async function sleep(durationMs: number): Promise<number> {
  await wait(durationMs)
  return durationMs
}
