import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { checkImports, importProblems } from '../../../scripts/check/imports.mjs'

/** The rules of the repository, on small trees that break one of them each. */

const roots: string[] = []

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
})

function tree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'import-rules-'))
  roots.push(root)
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

/** Electron as npm installs it, so that the import resolves as in the repository. */
const electronPackage = {
  'node_modules/electron/package.json': '{ "name": "electron", "version": "1.0.0", "main": "index.js" }',
  'node_modules/electron/index.js': 'module.exports = {}',
}

async function brokenRules(files: Record<string, string>): Promise<string[]> {
  const { violations } = await checkImports(tree(files))
  return [...new Set(violations.map(({ rule }) => rule))].sort()
}

describe('import rules', () => {
  it('fail when src/engine imports electron, and say why', async () => {
    const check = await checkImports(
      tree({ ...electronPackage, 'src/engine/bad.ts': "import { app } from 'electron'\napp.quit()\n" }),
    )
    const problems = importProblems(check)
    expect(problems.join('\n')).toMatch(/src\/engine\/bad\.ts → .*electron.*\(electron-in-its-host\)/)
    expect(problems.join('\n')).toContain('must run in plain Node')
  })

  it('fail when electron is not installed, too', async () => {
    const rules = await brokenRules({ 'src/engine/bad.ts': "import { app } from 'electron'\napp.quit()\n" })
    expect(rules).toContain('electron-in-its-host')
  })

  it('see an import of a type, a dynamic import and a chain of imports', async () => {
    const type = await brokenRules({
      ...electronPackage,
      'src/monitor/a.ts': "import type { App } from 'electron'\nexport type A = App\n",
    })
    expect(type).toContain('electron-in-its-host')
    const dynamic = await brokenRules({
      ...electronPackage,
      'src/lab/a.ts': "export const load = () => import('electron')\n",
    })
    expect(dynamic).toContain('electron-in-its-host')
    const chain = await brokenRules({
      ...electronPackage,
      'src/lab/a.ts': "export * from '../preload/b.ts'\n",
      'src/preload/b.ts': "export * from 'electron'\n",
    })
    expect(chain).toEqual(['lab-imports', 'no-way-to-electron'])
  })

  it.each([
    ['src/shared/a.ts', 'src/engine/b.ts', 'shared-imports'],
    ['src/engine/a.ts', 'src/lab/b.ts', 'engine-imports'],
    ['src/monitor/a.ts', 'src/engine/b.ts', 'monitor-imports'],
    ['src/lab/a.ts', 'src/main/services/b.ts', 'lab-imports'],
    ['src/preload/a.ts', 'src/engine/b.ts', 'preload-imports'],
    ['src/renderer/a.ts', 'src/lab/b.ts', 'renderer-imports'],
    ['src/main/web/a.ts', 'src/renderer/b.ts', 'main-imports'],
    ['src/main/web/a.ts', 'src/main/electron/b.ts', 'hosts-apart'],
    ['src/main/services/a.ts', 'src/main/web/b.ts', 'services-below-hosts'],
    ['src/engine/a.ts', 'test/b.ts', 'no-tests-in-the-product'],
  ])('%s must not import %s (%s)', async (from, to, rule) => {
    const depth = from.split('/').length - 1
    const rules = await brokenRules({
      [from]: `export * from '${'../'.repeat(depth)}${to}'\n`,
      [to]: 'export const b = 1\n',
    })
    expect(rules).toEqual([rule])
  })

  it('fail on Node modules in the page and on cycles', async () => {
    expect(await brokenRules({ 'src/renderer/a.ts': "import 'node:fs'\n" })).toEqual(['no-node-in-the-page'])
    const cycle = await brokenRules({
      'src/lab/a.ts': "import { b } from './b.ts'\nexport const a = () => b\n",
      'src/lab/b.ts': "import { a } from './a.ts'\nexport const b = () => a\n",
    })
    expect(cycle).toEqual(['no-cycles'])
  })

  it('let every layer import what it may', async () => {
    const rules = await brokenRules({
      ...electronPackage,
      'src/shared/s.ts': 'export const s = 1\n',
      'src/engine/e.ts': "export * from '../shared/s.ts'\n",
      'src/monitor/m.ts': "export * from '../shared/s.ts'\n",
      'src/lab/l.ts': "export * from '../engine/e.ts'\nexport * from '../monitor/m.ts'\n",
      'src/main/services/v.ts': "export * from '../../lab/l.ts'\nimport 'node:fs'\n",
      'src/main/electron/x.ts': "export * from '../services/v.ts'\nexport * from 'electron'\n",
      'src/renderer/r.ts': "export * from '../shared/s.ts'\n",
    })
    expect(rules).toEqual([])
  })
})

describe('the floor', () => {
  it('fails a cruise that saw less than 80 % of the files, or none', () => {
    expect(importProblems({ violations: [], modules: 80, files: 100 })).toEqual([])
    expect(importProblems({ violations: [], modules: 79, files: 100 })[0]).toMatch(/Only 79 of 100 modules/)
    expect(importProblems({ violations: [], modules: 0, files: 100 })[0]).toMatch(/Only 0 of 100 modules/)
    expect(importProblems({ violations: [], modules: 0, files: 0 })[0]).toMatch(/checked nothing/)
  })

  it('counts what is really on disk', async () => {
    const root = tree({
      'src/engine/a.ts': 'export const a = 1\n',
      'src/engine/b.tsx': 'export const b = 1\n',
    })
    expect(await checkImports(root)).toEqual({ violations: [], modules: 2, files: 2 })
  })
})
