import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FuseV1Options } from '@electron/fuses'
import { expect, test } from 'vitest'
import { fuses } from '../../../../scripts/dist/fuses.mjs'
import { repositoryRoot } from '../../../support/cli.ts'

const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8')
const document = read('docs/security.md')
const rows = document.split('\n').filter((line) => line.startsWith('|'))

test('every file and every test that the documentation names exists', () => {
  const problems: string[] = []
  const named = [...document.matchAll(/`((?:src|test|scripts|docs|packaging)\/[^`]+)`(?:: _([^_]+)_)?/g)]
  expect(named.filter(([, , name]) => name !== undefined).length).toBeGreaterThan(40)
  for (const [, path = '', name] of named) {
    try {
      const text = read(path)
      if (name !== undefined && !text.includes(`'${name}'`) && !text.includes(`"${name}"`))
        problems.push(`${path} has no test '${name}'`)
    } catch {
      problems.push(`there is no ${path}`)
    }
  }
  expect(problems).toEqual([])
})

test('each of the twenty items has a file and a test', () => {
  const items = rows.filter((row) => /^\| +\d+ +\|/.test(row))
  expect(items.map((row) => Number(row.split('|')[1]))).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  for (const row of items) {
    const [where = '', shown = ''] = row.split('|').slice(4, 6)
    expect(where, row).toMatch(/`[\w/.-]+`/)
    expect(shown, row).toMatch(/`test\/[^`]+`: _/)
  }
})

test('the fuses are documented as they are set', () => {
  const documented = rows.flatMap((row) => {
    const [, name = '', set = ''] = row.split('|').map((cell) => cell.trim())
    return set === 'on' || set === 'off' ? [[name, set]] : []
  })
  expect(documented).toEqual(fuses.map(({ option, isOn }) => [FuseV1Options[option], isOn ? 'on' : 'off']))
})

test('the version of Electron is pinned, and the one that the documentation names', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: { electron: string } }
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
  expect(document).toContain(`Electron ${devDependencies.electron}, pinned`)
})

test('the app gives Chromium no switches', () => {
  const files = globSync('src/{main,preload}/**/*.ts', { cwd: repositoryRoot })
  expect(files.length).toBeGreaterThan(20)
  for (const file of files)
    expect(read(file), file).not.toMatch(/appendSwitch|appendArgument|enableBlinkFeatures|remote-debugging/)
})
