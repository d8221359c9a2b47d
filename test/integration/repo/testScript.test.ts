import { join } from 'node:path'
import { expect, it } from 'vitest'
import { run } from '../../../scripts/processes.mjs'
import { repositoryRoot } from '../../support/cli.ts'

it('npm test with a file that is not there fails: nothing tested is not all well', async () => {
  const script = join(repositoryRoot, 'scripts', 'test.mjs')
  const { code, output } = await run(process.execPath, [script, 'test/unit/notThere.test.ts'])
  expect(output).toContain('No test files found')
  expect(code).toBe(1)
})
