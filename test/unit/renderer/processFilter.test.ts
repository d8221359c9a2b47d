import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseProcessFilter } from '../../../src/renderer/model/processFilter.ts'
import { processRow } from './processFixtures.ts'

const nowMs = 10_000_000
const rows = [
  processRow(1, { name: 'init', user: 'root', parentPid: 0 }),
  processRow(20, { name: 'node', command: 'node serve.mjs', cpuPercent: 45.5, rssBytes: 200e6, threads: 12 }),
  processRow(21, { name: 'node', command: 'node worker.mjs', parentPid: 20, runId: 'r1', cpuPercent: 0.4 }),
  processRow(22, { name: 'Web Content', state: 'zombie', startedAt: nowMs - 30_000 }),
  processRow(30, { name: 'and', startedAt: 0 }),
]

function pids(filter: string): number[] {
  const parsed = parseProcessFilter(filter)
  if (!parsed.ok) throw new Error(parsed.error)
  return rows.filter((row) => parsed.matches(row, nowMs)).map((row) => row.pid)
}

function errorOf(filter: string): string {
  const parsed = parseProcessFilter(filter)
  return parsed.ok ? 'no error' : parsed.error
}

describe('parseProcessFilter', () => {
  it.each<[filter: string, found: number[]]>([
    ['', [1, 20, 21, 22, 30]],
    ['   ', [1, 20, 21, 22, 30]],
    ['NODE', [20, 21]],
    ['node worker', [21]],
    ['root', [1]],
    ['20', [20]],
    ['"web content"', [22]],
    ['"and"', [30]],
    ['cpu>0.5', [20]],
    ['cpu > 0.4%', [20]],
    ['cpu>=.4', [20, 21]],
    ['mem>100mb', [20]],
    ['memory>=200MB', [20]],
    ['mem>190.7MiB', [20]],
    ['mem<=1,000kb', [1, 21, 22, 30]],
    ['user=root', [1]],
    ['user!=root node', [20, 21]],
    ['state=zombie', [22]],
    ['pid=21', [21]],
    ['ppid==20', [21]],
    ['threads>8', [20]],
    ['command~serve', [20]],
    ['name=node', [20, 21]],
    ['name~nod', [20, 21]],
    ['run!=""', [21]],
    ['age<1m', [22]],
    ['state=zombie or pid=1', [1, 22]],
    ['node and not worker', [20]],
    ['!node', [1, 22, 30]],
    ['(state=zombie or user=root) pid<10', [1]],
    ['state=zombie or user=root pid>10', [22]],
    ['not (node or init)', [22, 30]],
  ])('%j', (filter, found) => {
    expect(pids(filter)).toEqual(found)
  })

  it.each([
    ['colour=red', 'There is no column ‘colour’: use pid, parent, name'],
    ['cpu>', 'After cpu> a value is missing, as in cpu>0.5.'],
    ['cpu>much', 'cpu is compared with a number, such as cpu>0.5, not with ‘much’.'],
    ['mem>5parsec', '‘parsec’ is no unit of mem: use b, k, kb'],
    ['pid=5kb', 'pid has no unit: write pid=4211.'],
    ['user>root', 'user is a text: compare it with =, != or ~ (contains), as in user=root.'],
    ['cpu~5', 'cpu is a number'],
    ['>5', 'Before > a column is missing'],
    ['user:root', 'A column is compared as in user=root; to find ‘user:root’, quote it.'],
    ['(node', 'A ( is not closed.'],
    ['node)', 'There is a ) without its (.'],
    ['"node', 'A quote " is not closed.'],
    ['node or', 'Something is missing at the end.'],
    ['or node', 'Something is missing before ‘or’'],
    ['__proto__=1', 'There is no column ‘__proto__’'],
    ['('.repeat(500), 'nested too deeply'],
    ['!'.repeat(5000) + 'a', 'nested too deeply'],
  ])('says what is wrong with %j', (filter, message) => {
    expect(errorOf(filter)).toContain(message)
  })

  it('answers any text with a filter or a sentence', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'cpu',
        'mem',
        'user',
        '>',
        '<=',
        '=',
        '~',
        '(',
        ')',
        '!',
        '"',
        ' ',
        'or',
        'and',
        '5',
        '1mb',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const parsed = parseProcessFilter(pieces.join(''))
        if (parsed.ok) for (const row of rows) expect(typeof parsed.matches(row, nowMs)).toBe('boolean')
        else expect(parsed.error).toMatch(/\.$/)
      }),
    )
  })
})
