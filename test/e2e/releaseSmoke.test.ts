import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { findBrowser } from '../../scripts/browser/findBrowser.mjs'
import { smokeCommandLine } from '../../scripts/release/smoke/commandLine.mjs'
import { smokeDesktop } from '../../scripts/release/smoke/desktop.mjs'
import { repositoryRoot } from '../support/cli.ts'
import { temporaryFolder } from '../support/programFiles.ts'

/**
 * The smoke test of a release, where no Electron can be had: on the built app over the stand-in, with a real Chromium
 * as the window. On the real binary it runs in the release workflow.
 */

async function standIn(dataFolder: string): Promise<Parameters<typeof smokeDesktop>[0]> {
  return {
    command: process.execPath,
    args: [
      '--import',
      pathToFileURL(join(repositoryRoot, 'test/electron/register.ts')).href,
      join(repositoryRoot, 'out/main/index.js'),
    ],
    env: {
      FORKSCOPE_BROWSER: (await findBrowser()) ?? '',
      FORKSCOPE_STAND_IN_ROOT: repositoryRoot,
      FORKSCOPE_STAND_IN_USER_DATA: dataFolder,
    },
  }
}

it('starts the app, runs an experiment, reads the report, and sees that nothing is left', async () => {
  const dataFolder = temporaryFolder()
  const { advice, rows, processes } = await smokeDesktop(await standIn(dataFolder), { dataFolder })
  expect(advice).toMatch(/\.$/)
  expect(rows.map(([start, workers]) => [start?.toLowerCase(), workers])).toEqual([
    [expect.stringMatching(/spawn/), '1'],
    [expect.stringMatching(/spawn/), '2'],
  ])
  // The app itself, its browser's, and those of the experiment.
  expect(processes).toBeGreaterThan(3)
})

it('says why an app does not start, with what it printed', async () => {
  const command = {
    command: process.execPath,
    args: ['-e', 'console.error("no display"); process.exit(3)', '--'],
  }
  await expect(smokeDesktop(command)).rejects.toThrow(/ended at its start \(3\)[^]*no display/)
})

it('tries the command line: an experiment, and a program that is bundled', async () => {
  const { version } = (await import('../../package.json', { with: { type: 'json' } })).default
  const { rows, processes } = await smokeCommandLine(process.execPath, {
    args: [join(repositoryRoot, 'bin', 'forkscope.mjs')],
    version,
  })
  expect(rows).toBeGreaterThan(0)
  expect(processes).toBe(3)
})
