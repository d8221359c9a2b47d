import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { OutputCapture } from '../../../../src/engine/processes/outputCapture.ts'

it('keeps what fits, counts the rest, and keeps room for the error that ends a process that prints too much', async () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const kept = { stdout: '', stderr: '' }
  let droppedBytes = 0
  const sink = {
    write: ({ stream, text }: { stream: 'stdout' | 'stderr'; text: string }) => void (kept[stream] += text),
    dropped: (bytes: number) => void (droppedBytes += bytes),
  }
  const capture = new OutputCapture(1, { stdout, stderr }, 10, sink, () => 0)
  stdout.write('0123456789 and more')
  await new Promise(setImmediate)
  stderr.end('TypeError: é'.slice(0, -1) + 'é')
  // A character that is torn at the end is shown as such, not lost.
  stdout.end()
  await capture.closed()
  expect(kept).toEqual({ stdout: '0123456789', stderr: 'TypeError: é' })
  expect(droppedBytes).toBe(9)
})
