import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { findMarked, type RunMarker, sweepRun } from '../../../src/engine/processes/markerSweep.ts'
import { Children, eventually } from '../monitor/children.ts'

const name = 'FORKSCOPE_SWEEP_TEST'
const newMarker = () => ({ name, value: randomBytes(8).toString('hex') })

describe.runIf(process.platform === 'linux')('sweepRun', () => {
  it('kills what inherited the marker, also a detached grandchild with a blocked loop', async () => {
    await using children = new Children()
    const marker = newMarker()
    const env = { ...process.env, [name]: marker.value }
    const parent = await children.start(
      process.execPath,
      [
        '-e',
        `const child = require('child_process').spawn(process.execPath, ['-e', 'for (;;);'], { detached: true, stdio: 'ignore' })
         process.stdout.write(child.pid + '\\n', () => process.exit())`,
      ],
      { env },
    )
    const [line] = (await once(parent.stdout ?? parent, 'data')) as [Buffer]
    await once(parent, 'exit')
    const orphan = Number(line.toString())
    expect(findMarked(marker)).toEqual([orphan])
    const spared = await children.start('sleep', ['600'], { env })
    const other = await children.start('sleep', ['600'], { env: { ...env, [name]: `${marker.value}x` } })
    const listed = await children.start('sleep', ['600'], {
      env: { PATH: process.env['PATH'], OTHER: `${name}=${marker.value}` },
    })
    expect(sweepRun(marker, [spared.pid])).toEqual([orphan])
    await onlyMarkedAre(marker, [spared.pid])
    const exited = once(spared, 'exit')
    expect(sweepRun(marker)).toEqual([spared.pid])
    expect(await exited).toEqual([null, 'SIGKILL'])
    for (const child of [other, listed]) expect(child.signalCode).toBeNull()
  })

  it('finds the marker at either end of the environment', async () => {
    await using children = new Children()
    const marker = newMarker()
    const alone = await children.start('/bin/sleep', ['600'], { env: { [name]: marker.value } })
    const last = await children.start('/bin/sleep', ['600'], { env: { A: '1', [name]: marker.value } })
    expect(findMarked(marker)).toEqual([last.pid, alone.pid])
    expect(sweepRun(marker)).toEqual([alone.pid, last.pid])
  })

  it('outruns a program that forks without end', async () => {
    await using children = new Children()
    const marker = newMarker()
    // Each generation starts the next one and leaves: nobody lives long, somebody always lives.
    const chain = 'if [ "$1" = 0 ]; then exec sleep 600; fi; /bin/sh -c "$0" "$0" $(($1 - 1)) & exit 0'
    const root = await children.start('/bin/sh', ['-c', chain, chain, '40'], {
      env: { ...process.env, [name]: marker.value },
      stdio: 'ignore',
    })
    if (root.exitCode === null) await once(root, 'exit')
    while (sweepRun(marker).length > 0);
    await onlyMarkedAre(marker, [])
  })

  it('never kills itself, and refuses a marker that would match by chance', () => {
    expect(sweepRun(newMarker())).toEqual([])
    expect(() => sweepRun({ name, value: '' })).toThrow(RangeError)
    expect(() => sweepRun({ name: '', value: 'x' })).toThrow(RangeError)
  })
})

/** What was killed stays listed for some milliseconds. */
async function onlyMarkedAre(marker: RunMarker, pids: number[]): Promise<void> {
  const isSo = () => JSON.stringify(findMarked(marker)) === JSON.stringify(pids)
  await eventually(() => Promise.resolve(isSo() || undefined), `only ${pids.join(', ') || 'nobody'} is left`)
}
