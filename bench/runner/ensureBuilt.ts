import { BenchError } from '../options.ts'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Builds Forkscope when its build is missing or older than its sources: what is measured is the product. */
export function ensureBuilt(): void {
  const script = fileURLToPath(new URL('../../scripts/ensureBuilt.mjs', import.meta.url))
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new BenchError('Forkscope could not be built, so there is nothing to measure.', 1)
}
