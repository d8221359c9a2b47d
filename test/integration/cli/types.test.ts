import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { runCli } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/programFiles.ts'

/** `forkscope types`, and what an editor makes of what it writes. */

const program = `import { Pool, type Queue } from 'multiprocessing'
export const square = (n: number) => n * n
export async function main(queue: Queue<string>) {
  await using pool = new Pool(2)
  console.log(await queue.get())
  return pool.map(square, [1])
}
`

/** What an editor would underline in the programs of a folder, by the rules that it finds there. */
function editorErrors(folder: string): string[] {
  const config = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) => ts.sys.readFile(path))
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config.config, ts.sys, folder)
  const found = [...errors, ...ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options))]
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}

it('gives types to programs anywhere', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'program.ts'), program)
  const { exitCode, stdout, stderr } = await runCli(['types', '--dir', folder])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).toMatch(/multiprocessing\.d\.ts: written\.\n.*tsconfig\.json: written\.\n.*@types\/node/)
  writeFileSync(join(folder, 'wrong.ts'), program.replace('[1]', `['1']`))
  expect(editorErrors(folder)).toEqual([expect.stringContaining(`'string' is not assignable`)])
})

it('updates its own files and says what it did', async () => {
  const cwd = temporaryFolder()
  mkdirSync(join(cwd, 'programs'))
  await runCli(['types', '-d', 'programs'], { cwd })
  const declarations = join(cwd, 'programs', 'multiprocessing.d.ts')
  const current = readFileSync(declarations, 'utf8')
  writeFileSync(declarations, current.split('\n').slice(0, 3).join('\n'))
  const { stdout } = await runCli(['types'], { cwd: join(cwd, 'programs') })
  expect(stdout).toMatch(/^multiprocessing\.d\.ts: updated\.\ntsconfig\.json: up to date\./)
  expect(readFileSync(declarations, 'utf8')).toBe(current)
})

it('leaves files of others alone', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'tsconfig.json'), '{}')
  const first = await runCli(['types'], { cwd })
  expect(first.stdout).toMatch(/tsconfig\.json: left as it is\. Check that it includes/)
  expect(readFileSync(join(cwd, 'tsconfig.json'), 'utf8')).toBe('{}')
  writeFileSync(join(cwd, 'multiprocessing.d.ts'), '// mine')
  const second = await runCli(['types'], { cwd })
  expect(second).toMatchObject({ exitCode: 2, stdout: '' })
  expect(second.stderr).toMatch(/^multiprocessing\.d\.ts is not a file of Forkscope's: rename it.*--dir/)
  expect(readFileSync(join(cwd, 'multiprocessing.d.ts'), 'utf8')).toBe('// mine')
})

it('takes the rules of a folder above for those of its programs', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'tsconfig.json'), '{ "compilerOptions": { "strict": true } }')
  mkdirSync(join(cwd, 'below'))
  const { stdout } = await runCli(['types', '--dir', 'below'], { cwd })
  expect(stdout).toMatch(/^tsconfig\.json: left as it is/m)
  expect(readdirSync(join(cwd, 'below'))).toEqual(['multiprocessing.d.ts'])
})

it('says what is wrong with the folder', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'file'), '')
  const missing = await runCli(['types', '--dir', 'nowhere'], { cwd })
  expect(missing).toMatchObject({ exitCode: 2, stderr: "There is no folder 'nowhere': create it first.\n" })
  const file = await runCli(['types', '--dir', 'file'], { cwd })
  expect(file.stderr).toBe("'file' is a file: name the folder it is in.\n")
})
