import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repositoryRoot, runCli } from '../../support/cli.ts'
import { programFile } from '../../support/programFiles.ts'

/** What the documents promise. */

const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8')
const patterns = [
  '*.md',
  'docs/*.md',
  'docs/lab/*.md',
  'src/*/README.md',
  '{bench,scripts,test,test/contract}/README.md',
]
const documents = patterns.flatMap((pattern) => globSync(pattern, { cwd: repositoryRoot }))

describe('README.md', () => {
  it('has a program that runs, without a warning', async () => {
    const source = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? ''
    const { exitCode, stdout, stderr } = await runCli([
      'run',
      programFile(source),
      '--workers',
      '2',
      '--json',
    ])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      run: { result: { sum: 10, squares: [4, 9, 16] } },
      findings: [],
    })
  })

  // One after the other in one folder: what the first of them saves, the next shows.
  let cwd: string
  beforeAll(() => (cwd = mkdtempSync(join(tmpdir(), 'fs-readme-'))))
  afterAll(() => rmSync(cwd, { recursive: true }))

  const commands = [...readme.matchAll(/^npx forkscope (.*?) +#/gm)].map((match) => match[1] ?? '')

  it('has examples for the command line', () => {
    expect(commands.length).toBeGreaterThan(5)
  })

  // Those with files of the reader's own, or that never end, are only asked for their help.
  it.each(commands)('forkscope %s', async (command) => {
    const words = command.split(/ +/)
    const isComplete = !/my-program|~|^serve|trace|^map/.test(command)
    const args = isComplete ? words : [words[0] ?? '', '--help']
    const { exitCode, stdout } = await runCli(args, { cwd })
    expect(exitCode).toBe(0)
    for (const option of words.filter((word) => !isComplete && word.startsWith('--')))
      expect(stdout).toContain(option)
  })
})

describe.each(documents)('%s', (path) => {
  const text = readFileSync(join(repositoryRoot, path), 'utf8')

  it('names scripts that exist', () => {
    const scripts = (
      JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { scripts: object }
    ).scripts
    for (const [, name = ''] of text.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([name])
  })

  it('names tests that exist', () => {
    for (const [, file = ''] of text.matchAll(/npm test -- (test\/[\w./]+)/g))
      expect(existsSync(join(repositoryRoot, file)), file).toBe(true)
  })

  it('names scripts that run on every Node which is allowed', () => {
    for (const [, script = ''] of text.matchAll(/node (scripts\/[\w./]+)/g))
      expect(readFileSync(join(repositoryRoot, script), 'utf8'), script).toContain('ensureToolNode()')
  })

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '')
    for (const link of links) expect(existsSync(join(repositoryRoot, dirname(path), link)), link).toBe(true)
  })

  it('names files that exist, from its folder or from here', () => {
    if (!/^(src|scripts|test)[\\/]/.test(path)) return
    const names = [...text.matchAll(/`([\w/]+\.(?:tsx?|mjs|html))`/g)].map((match) => match[1] ?? '')
    const isThere = (name: string): boolean =>
      [dirname(path), '.'].some((folder) => existsSync(join(repositoryRoot, folder, name)))
    expect(names.filter((name) => !isThere(name))).toEqual([])
  })
})
