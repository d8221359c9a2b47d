import { describe, expect, it } from 'vitest'
import { Outbox } from '../../../../src/engine/session/outbox.ts'
import type { SessionMessage } from '../../../../src/engine/session/protocol.ts'
import type { OutputChunk } from '../../../../src/shared/runReport.ts'
import type { RunEvent } from '../../../../src/shared/runUpdate.ts'

const piece = (text: string, atMs: number, processId = 1): OutputChunk => ({
  ...{ processId, pid: 100 + processId, stream: 'stdout' },
  ...{ text, atMs },
})

const ended: RunEvent = {
  ...{ type: 'process-exited', atMs: 5.1, processId: 2, pid: 102 },
  ...{ exitCode: 0, signal: null },
}

function piecesOf(outbox: Outbox): [text: string, atMs: number][] {
  const sent: SessionMessage[] = []
  outbox.flush((message) => sent.push(message))
  return sent
    .flatMap((message) => (message.type === 'output' ? message.chunks : []))
    .map(({ text, atMs }) => [text, atMs])
}

describe('The output of a run, gathered until the next flush', () => {
  it('joins what a process prints in one moment', () => {
    const outbox = new Outbox()
    outbox.output(piece('a', 5))
    outbox.output(piece('b', 5.2))
    expect(piecesOf(outbox)).toEqual([['ab', 5]])
  })

  it('leaves apart what was printed before and after an event, each with its own time', () => {
    const outbox = new Outbox()
    outbox.output(piece('before\n', 5))
    outbox.event(ended)
    outbox.output(piece('after\n', 5.2))
    expect(piecesOf(outbox)).toEqual([
      ['before\n', 5],
      ['after\n', 5.2],
    ])
  })

  it('leaves apart what was printed at different times', () => {
    const outbox = new Outbox()
    outbox.output(piece('first\n', 5))
    outbox.output(piece('later\n', 80))
    expect(piecesOf(outbox)).toEqual([
      ['first\n', 5],
      ['later\n', 80],
    ])
  })

  it('keeps processes apart', () => {
    const outbox = new Outbox()
    outbox.output(piece('a', 5))
    outbox.output(piece('b', 5, 2))
    outbox.output(piece('c', 5))
    expect(piecesOf(outbox)).toEqual([
      ['a', 5],
      ['b', 5],
      ['c', 5],
    ])
  })
})
