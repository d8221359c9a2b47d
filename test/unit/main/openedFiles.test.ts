import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OpenedFiles, readRunFile } from '../../../src/main/services/openedFiles.ts'

let folder: string
const at = (name: string): string => join(folder, name)

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'forkscope-opened-'))))
afterAll(() => rmSync(folder, { recursive: true }))

test('files wait for the page in their order, each once, and at most eight', async () => {
  const files = new OpenedFiles()
  let told = 0
  const stop = files.onAdded(() => told++)
  for (let n = 0; n < 10; n++) {
    writeFileSync(at(`${n}.forkscope`), `{"n":${n}}`)
    files.add(at(`${n}.forkscope`))
  }
  files.add(at('3.forkscope'))
  expect(told).toBe(11)
  stop()
  expect(files.pending).toHaveLength(8)
  expect(await files.take()).toEqual({ name: '2.forkscope', text: '{"n":2}' })
  expect(files.pending.at(-1)).toBe(at('3.forkscope'))
  while (files.pending.length > 0) await files.take()
  expect(await files.take()).toBeNull()
  files.add(at('0.forkscope'))
  expect(told).toBe(11)
})

test('what is no readable file of a fitting size is refused in words, and never waited for', async () => {
  mkdirSync(at('folder.forkscope'))
  writeFileSync(at('large.forkscope'), '')
  truncateSync(at('large.forkscope'), 33 * 1024 * 1024)
  await expect(readRunFile(at('folder.forkscope'))).rejects.toThrow(
    /folder\.forkscope is (a folder|not a file)/,
  )
  await expect(readRunFile(at('large.forkscope'))).rejects.toThrow('larger than 32 MiB')
  await expect(readRunFile(at('gone.forkscope'))).rejects.toMatchObject({
    name: 'UserError',
    code: 'not-found',
  })
  if (process.platform === 'win32') return
  execFileSync('mkfifo', [at('pipe.forkscope')])
  symlinkSync('/dev/zero', at('device.forkscope'))
  for (const name of ['pipe', 'device'])
    await expect(readRunFile(at(`${name}.forkscope`))).rejects.toThrow('is not a file')
})
