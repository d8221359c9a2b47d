import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SettingsStore } from '../../../src/main/services/settingsStore.ts'

let folder: string
const first = { isRightsNoticeAccepted: false, isRightsNoticePrinted: false, lastView: null }

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'forkscope-settings-'))))
afterEach(() => rmSync(folder, { recursive: true }))

test('settings are kept for the next host, and changes at once do not overwrite each other', async () => {
  const file = join(folder, 'new', 'settings.json')
  const store = new SettingsStore(file)
  expect(await store.read()).toEqual(first)
  await Promise.all([
    store.change({ lastView: 'lab' }),
    store.change({ isRightsNoticePrinted: true }),
    store.change({ isRightsNoticeAccepted: true }),
  ])
  const kept = { isRightsNoticeAccepted: true, isRightsNoticePrinted: true, lastView: 'lab' }
  expect(await new SettingsStore(file).read()).toEqual(kept)
  // Who wants to be asked again is told by the command line again, too.
  expect(await store.change({ isRightsNoticeAccepted: false })).toEqual({ ...first, lastView: 'lab' })
})

test('a damaged file is put aside and kept', async () => {
  const file = join(folder, 'settings.json')
  writeFileSync(file, '{"schema":1,"isRightsNoticeAcc')
  expect(await new SettingsStore(file).read()).toEqual(first)
  const [aside = ''] = readdirSync(folder)
  expect(readFileSync(join(folder, aside), 'utf8')).toContain('isRightsNoticeAcc')
})
