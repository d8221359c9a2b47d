import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { withLock } from '../../../../scripts/fileLock.mjs'
import { temporaryFolder } from '../../../support/programFiles.ts'

it('lets one in at a time, and frees the lock also after an error', async () => {
  const file = join(temporaryFolder(), 'lock')
  let inside = 0
  let most = 0
  const enter = (fails: boolean): Promise<void> =>
    withLock(file, async () => {
      most = Math.max(most, ++inside)
      await turn()
      inside--
      if (fails) throw new Error('on purpose')
    })
  const outcomes = await Promise.allSettled([enter(false), enter(true), enter(false)])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(most).toBe(1)
  expect(existsSync(file)).toBe(false)
})

it('takes over the lock of a process that has died', async () => {
  const file = join(temporaryFolder(), 'lock')
  // Above every pid that a system gives.
  writeFileSync(file, '99999999')
  await expect(withLock(file, () => Promise.resolve('done'))).resolves.toBe('done')
  expect(existsSync(file)).toBe(false)
})

it('takes over also when one died while it did so', async () => {
  const file = join(temporaryFolder(), 'lock')
  for (const name of [file, `${file}.takeover`]) writeFileSync(name, '99999999')
  await expect(withLock(file, () => Promise.resolve('done'))).resolves.toBe('done')
  expect(readdirSync(dirname(file))).toEqual([])
})

it('leaves the lock to another who took it over in the same moment', async () => {
  const file = join(temporaryFolder(), 'lock')
  writeFileSync(file, '99999999')
  vi.spyOn(process, 'kill').mockImplementationOnce(() => {
    writeFileSync(file, String(process.pid))
    throw Object.assign(new Error('no such process'), { code: 'ESRCH' })
  })
  onTestFinished(() => void vi.restoreAllMocks())
  const entered = withLock(file, () => Promise.resolve('done'))
  expect(readFileSync(file, 'utf8')).toBe(String(process.pid))
  rmSync(file)
  await expect(entered).resolves.toBe('done')
})
