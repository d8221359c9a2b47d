import type { ReportedProcess } from '../shared/runReport.ts'

/**
 * How many processes were there at the same time, at most: each from its start, or from when it could run user
 * code, to its end. One that died before it was ready was never ready, but alive.
 */
export function mostAtOnce(
  processes: readonly ReportedProcess[],
  since: 'started' | 'ready',
  runEndMs: number,
): number {
  const changes = processes
    .map(({ startedAtMs, readyAtMs, endedAtMs }) => {
      return { from: since === 'started' ? startedAtMs : readyAtMs, to: endedAtMs ?? runEndMs }
    })
    .filter(({ from }) => from !== null)
    .flatMap(({ from, to }) => [
      { atMs: from as number, change: 1 },
      { atMs: to, change: -1 },
    ])
    // One that ends as another begins was not there at the same time.
    .toSorted((a, b) => a.atMs - b.atMs || a.change - b.change)
  let alive = 0
  let most = 0
  for (const { change } of changes) most = Math.max(most, (alive += change))
  return most
}
