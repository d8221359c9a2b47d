import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import {
  createTemporaryFolder,
  removeTemporaryFolder,
  sweepTemporaryFolders,
} from '../../../../src/lab/programs/temporaryFolder.ts'

it('what a killed host left is removed, unless its pid may count elsewhere', async () => {
  const own = await createTemporaryFolder()
  const scope = basename(own).split('-').at(-2) ?? ''
  // Above every pid that a system gives.
  const dead = join(tmpdir(), `forkscope-run-99999999-${scope}-abcdef`)
  const others = [
    `forkscope-run-99999999-${'0'.repeat(8)}-abcdef`,
    'forkscope-run-99999999-abcdef',
    'other',
  ].map((name) => join(tmpdir(), name))
  for (const folder of [dead, ...others]) mkdirSync(folder)
  onTestFinished(async () => {
    await Promise.all([own, dead, ...others].map(removeTemporaryFolder))
  })
  await sweepTemporaryFolders()
  expect([own, dead, ...others].map((folder) => existsSync(folder))).toEqual([true, false, true, true, true])
})
