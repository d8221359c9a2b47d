import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { engineRun } from '../../support/engineRun.ts'

/** What the system cannot start is told; it ends nobody else. */
describe('a process that the system cannot start', () => {
  it('for want of its folder: the run fails and says which', async () => {
    const { end, snapshot } = await engineRun('export function main() {}', {
      workingDirectory: '/nonexistent',
    })
    expect(end).toMatchObject({
      outcome: 'failed',
      exitCode: null,
      error: {
        name: 'ProcessStartError',
        message: expect.stringMatching(/^MainProcess could not be started: ENOENT\. .*\/nonexistent/),
      },
    })
    expect(snapshot.processes).toEqual([])
  })

  it.skipIf(process.platform === 'win32')('for want of descriptors: the launcher rejects', () => {
    const launcher = join(import.meta.dirname, '../../../src/engine/processes/childProcessLauncher.ts')
    const script = `
      import { openSync } from 'node:fs'
      import { ChildProcessLauncher } from ${JSON.stringify(pathToFileURL(launcher).href)}
      try { for (;;) openSync('/dev/null', 'r') } catch {}
      const launched = new ChildProcessLauncher().launch({ entry: 'none.mjs', env: {}, workingDirectory: '/', name: 'x' })
      launched.stdout.on('close', () => console.log('closed')).resume()
      await launched.started.catch((error) => console.log(error.code))`
    const limited = [
      '-c',
      'ulimit -n 40 && exec "$0" "$@"',
      process.execPath,
      '--input-type=module',
      '-e',
      script,
    ]
    const { status, stdout } = spawnSync('sh', limited, { encoding: 'utf8' })
    expect({ status, lines: stdout.trim().split('\n').sort() }).toEqual({
      status: 0,
      lines: ['EMFILE', 'closed'],
    })
  })
})
