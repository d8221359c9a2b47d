import { globSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { checks } from '../../../scripts/check/checks.mjs'
import { repositoryRoot } from '../../support/cli.ts'

it('the check of types looks into every folder that has a tsconfig.json', () => {
  const folders = globSync(['{*,src/*}/tsconfig.json'], { cwd: repositoryRoot }).map((path) => dirname(path))
  expect(folders.length).toBeGreaterThan(9)
  const names = checks.map(({ name }) => name)
  for (const folder of folders) expect(names).toContain(`types ${folder}`)
  expect(names).toContain('types scripts')
})
