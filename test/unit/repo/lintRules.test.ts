import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { run } from '../../../scripts/processes.mjs'
import { repositoryRoot } from '../../support/cli.ts'

/** The linter, as it is configured here, on a small tree that breaks rules of each kind. */

const tsconfig = { extends: './tsconfig.base.json', compilerOptions: { allowJs: true, lib: ['ES2023'] } }
const floating = 'export function forget() {\n  Promise.resolve(1)\n}\n'
const long = 'export function long() {\n  let n = 0\n' + '  n += 1\n'.repeat(80) + '  return n\n}\n'
const fileOf = (lines: number) => Array.from({ length: lines }, (_, n) => `export const f${n} = 1\n`).join('')
const hook = `import { useState } from 'react'
export function Wrong({ on }: { on: boolean }) {
  if (on) return useState(0)[0]
  return null
}
`

/** By file: what it holds, and the rule that has to find it. */
const wrong: Record<string, [text: string, rule: string]> = {
  'src/main/floating.ts': [floating, 'typescript(no-floating-promises)'],
  'scripts/floating.mjs': [floating, 'typescript(no-floating-promises)'],
  'src/main/condition.ts': [
    'export const f = (g: () => Promise<boolean>) => {\n  if (g()) return 1\n  return 2\n}\n',
    'typescript(no-misused-promises)',
  ],
  'src/main/unused.ts': ['export const f = () => {\n  const a = 1\n}\n', 'eslint(no-unused-vars)'],
  'src/main/any.ts': ['export const f = (a: any) => a\n', 'typescript(no-explicit-any)'],
  'src/lab/electron.ts': [
    "import { app } from 'electron'\n\nexport const f = () => app\n",
    'eslint(no-restricted-imports)',
  ],
  'src/lab/default.ts': ['export default function f() {}\n', 'eslint(no-restricted-exports)'],
  'src/lab/longFile.ts': [fileOf(401), 'eslint(max-lines)'],
  'src/lab/longFunction.ts': [long, 'eslint(max-lines-per-function)'],
  'src/renderer/hook.tsx': [hook, 'react-hooks(rules-of-hooks)'],
}

let found: string[]
let root: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'lint-rules-'))
  for (const name of ['.oxlintrc.json', 'tsconfig.base.json'])
    copyFileSync(join(repositoryRoot, name), join(root, name))
  symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'), 'junction')
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(tsconfig))
  for (const [path, [text]] of Object.entries(wrong)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const args = [join(repositoryRoot, 'node_modules', 'oxlint', 'bin', 'oxlint'), '--format', 'json']
  const { output } = await run(process.execPath, [...args, 'src', 'scripts'], { cwd: root })
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] }
  found = diagnostics.map(({ code, filename }) => `${filename.replaceAll('\\', '/')}: ${code}`)
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

it.each(Object.entries(wrong))('%s is not accepted', (path, [, rule]) => {
  expect(found).toContain(`${path}: ${rule}`)
})
