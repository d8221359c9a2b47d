import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OpenedFiles } from '../../../src/main/services/openedFiles.ts'
import { openedFilesStream } from '../../../src/main/services/openedFilesStream.ts'
import type { OpenedRunFile, StreamSink } from '../../../src/shared/rpc/contract.ts'
import { runFile } from '../../support/runFileFixture.ts'

let folder: string
const at = (name: string): string => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'forkscope-opened-'))
  writeFileSync(at('run.forkscope'), JSON.stringify(runFile()))
  writeFileSync(at('text.forkscope'), 'no run')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A page, which takes an item when the test says so. */
function page() {
  const items: OpenedRunFile[] = []
  let come: () => void = () => {}
  let take: () => void = () => {}
  const sink: StreamSink<OpenedRunFile> = {
    emit: (item) => {
      items.push(item)
      come()
      return new Promise((resolve) => (take = resolve))
    },
    end: () => {},
    fail: () => {},
  }
  const next = (): Promise<void> => new Promise((resolve) => (come = resolve))
  return { items, sink, next, take: () => take() }
}

test('what waited before there was a page, and what cannot be shown, comes one after the other', async () => {
  const files = new OpenedFiles()
  files.add(at('text.forkscope'))
  files.add(at('gone.forkscope'))
  const { items, sink, next, take } = page()
  const first = next()
  const dispose = openedFilesStream(files)(null, sink)
  await first
  expect(items).toEqual([
    { fileName: 'text.forkscope', problem: expect.stringContaining('is not a run file') as string },
  ])
  const second = next()
  take()
  await second
  expect(items[1]).toMatchObject({ fileName: 'gone.forkscope', problem: expect.stringMatching(/not there/) })
  take()
  const third = next()
  files.add(at('run.forkscope'))
  await third
  expect(items[2]).toEqual({ fileName: 'run.forkscope', file: runFile() })
  take()
  dispose()
})

test('a file whose page went before it took it waits for the next page', async () => {
  const files = new OpenedFiles()
  const stream = openedFilesStream(files)
  const gone = page()
  const comes = gone.next()
  const dispose = stream(null, gone.sink)
  files.add(at('run.forkscope'))
  await comes
  dispose()
  gone.take()
  const next = page()
  await new Promise(setImmediate)
  const comesAgain = next.next()
  const disposeNext = stream(null, next.sink)
  await comesAgain
  expect(next.items).toMatchObject([{ fileName: 'run.forkscope' }])
  disposeNext()
})
