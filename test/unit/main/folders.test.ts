import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listFolder } from '../../../src/main/services/folders.ts'
import { withoutRootPowers } from '../../support/cli.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forkscope-folders-'))
  for (const name of ['b10', 'b9', 'A', '<img onerror=alert(1)>']) await mkdir(join(folder, name))
  await writeFile(join(folder, 'one'), '12345')
  await writeFile(join(folder, 'two'), '1234567')
  await symlink(join(folder, 'A'), join(folder, 'link to A'))
  await symlink(join(folder, 'nowhere'), join(folder, 'broken'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('lists sub-folders in natural order, and counts files', async () => {
  expect(await listFolder(folder)).toEqual({
    path: folder,
    parent: dirname(folder),
    folders: ['<img onerror=alert(1)>', 'A', 'b9', 'b10', 'link to A'],
    files: 2,
    totalBytes: 12,
    truncated: false,
  })
})

test('understands the home folder, dots and the root', async () => {
  expect((await listFolder('~')).path).toBe(homedir())
  expect((await listFolder(`${folder}/A/../b9`)).path).toBe(join(folder, 'b9'))
  expect(await listFolder('/')).toMatchObject({ path: '/', parent: null })
})

test.each([
  ['nothing there', () => join(folder, 'none'), 'not-found'],
  ['a file', () => join(folder, 'one'), 'bad-input'],
  ['a relative path', () => 'src', 'bad-input'],
  ['a zero byte', () => '/tmp/\0', 'bad-input'],
  ['a name that is too long', () => `/${'x'.repeat(4000)}`, 'bad-input'],
])('says what is wrong with %s', async (_name, path, code) => {
  await expect(listFolder(path())).rejects.toMatchObject({ name: 'UserError', code })
})

test('says that a folder may not be read', () => {
  const locked = join(folder, 'b9')
  chmodSync(locked, 0)
  const source = fileURLToPath(new URL('../../../src/main/services/folders.ts', import.meta.url))
  const script = `import { listFolder } from ${JSON.stringify(source)}
    await listFolder(${JSON.stringify(locked)}).catch(({ code, message }) => console.log(JSON.stringify({ code, message })))`
  const prefix = process.getuid?.() === 0 ? withoutRootPowers : []
  const [command = '', ...args] = [...prefix, process.execPath, '--input-type=module', '--eval', script]
  const { stdout } = spawnSync(command, args, { cwd: '/', encoding: 'utf8' })
  expect(JSON.parse(stdout)).toEqual({
    code: 'not-readable',
    message: `${locked} may not be read by this user: choose another folder.`,
  })
})

test('cuts off a folder with too many sub-folders, and says so', async () => {
  const large = join(folder, 'A')
  for (let index = 0; index < 1_005; index++) await mkdir(join(large, `sub${index}`))
  const listing = await listFolder(large)
  expect(listing.folders).toHaveLength(1_000)
  expect(listing.folders.slice(0, 3)).toEqual(['sub0', 'sub1', 'sub2'])
  expect(listing.truncated).toBe(true)
})
