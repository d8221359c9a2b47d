import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Guardian } from '../../../src/engine/processes/guardian.ts'
import { findMarked } from '../../../src/engine/processes/markerSweep.ts'
import { findProcesses, isRunning, markVariable } from '../../support/leaks.ts'

const entry = join(import.meta.dirname, '..', '..', '..', 'out', 'main', 'guardian.js')

/** A process of a run that nothing but SIGKILL ends. */
async function startBlocked(marker: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', "process.stdout.write('up'); for (;;) {}"], {
    env: { ...process.env, FORKSCOPE_RUN: marker },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(child.stdout, 'data')
  return child.pid as number
}

function guardians(): number[] {
  return findProcesses(String(process.env[markVariable] ?? ''))
    .filter(({ command }) => command.includes('guardian.js'))
    .map(({ pid }) => pid)
}

it.runIf(process.platform === 'linux')(
  'a guardian that was killed is replaced; one that is dismissed kills nobody',
  async () => {
    const marker = randomUUID()
    const blocked = await startBlocked(marker)
    const guardian = new Guardian(entry, marker)
    guardian.add(blocked)
    await expect.poll(guardians).toHaveLength(1)
    const [first] = guardians() as [number]
    process.kill(first, 'SIGKILL')
    await expect.poll(() => guardians().filter((pid) => pid !== first)).toHaveLength(1)
    await guardian.dismiss()
    expect(guardians().filter(isRunning)).toEqual([])
    expect(findMarked({ name: 'FORKSCOPE_RUN', value: marker })).toEqual([blocked])
    process.kill(blocked, 'SIGKILL')
  },
)
