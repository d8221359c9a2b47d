import { describe, expect, it } from 'vitest'
import { arrangeProcesses, type Arrangement } from '../../../src/renderer/model/processArrange.ts'
import {
  emptyTable,
  exitedForMs,
  trackTable,
  type TrackedTable,
} from '../../../src/renderer/model/processTracking.ts'
import { processRow, processTable } from './processFixtures.ts'

const flat: Arrangement = {
  mode: 'table',
  sort: { key: 'cpuPercent', isDescending: true },
  matches: () => true,
  collapsed: new Set(),
  held: undefined,
}
const tree: Arrangement = { ...flat, mode: 'tree' }

const table = trackTable(
  emptyTable,
  processTable(
    1000,
    processRow(1, { parentPid: 0, cpuPercent: 1 }),
    processRow(20, { cpuPercent: 5, rssBytes: 10, threads: 2 }),
    processRow(21, { parentPid: 20, cpuPercent: 30, rssBytes: 20, threads: 3 }),
    processRow(22, { parentPid: 21, cpuPercent: 7, rssBytes: 40, threads: 4 }),
    processRow(30, { cpuPercent: 9 }),
  ),
)

function pids(from: TrackedTable, arrangement: Arrangement): number[] {
  return arrangeProcesses(from, arrangement).map((shown) => shown.process.row.pid)
}

describe('arrangeProcesses as a table', () => {
  it('sorts both ways, equal values by pid', () => {
    expect(pids(table, flat)).toEqual([21, 30, 22, 20, 1])
    const bySameUser: Arrangement = { ...flat, sort: { key: 'user', isDescending: true } }
    expect(pids(table, bySameUser)).toEqual([1, 20, 21, 22, 30])
  })

  it('leaves rows in their places while they are held, and puts new ones last', () => {
    const held = new Map([
      ['1-1', 0],
      ['20-1', 1],
      ['21-1', 2],
    ])
    const next = trackTable(
      table,
      processTable(
        2000,
        processRow(1),
        processRow(20, { cpuPercent: 90 }),
        processRow(40, { cpuPercent: 99 }),
        processRow(41, { cpuPercent: 50 }),
      ),
    )
    const matches: Arrangement['matches'] = (row) => row.cpuPercent > 40
    const later = { ...next, atMs: 2000 + 2 * exitedForMs }
    expect(pids(later, { ...flat, matches, held })).toEqual([1, 20, 21, 40, 41])
    expect(pids(later, { ...flat, matches })).toEqual([40, 20, 41])
  })
})

describe('arrangeProcesses as a tree', () => {
  it('puts children below their parents, siblings sorted', () => {
    const shown = arrangeProcesses(table, tree)
    expect(shown.map(({ process, depth }) => [process.row.pid, depth])).toEqual([
      [1, 0],
      [30, 1],
      [20, 1],
      [21, 2],
      [22, 3],
    ])
  })

  it('sums what a collapsed row hides', () => {
    const shown = arrangeProcesses(table, { ...tree, collapsed: new Set(['20-1']) })
    const row = shown.find(({ process }) => process.row.pid === 20)
    expect(shown.map(({ process }) => process.row.pid)).toEqual([1, 20, 30])
    expect(row).toMatchObject({
      isCollapsed: true,
      summed: 3,
      children: 1,
      figures: { cpuPercent: 42, rssBytes: 70, threads: 9 },
    })
  })

  it('shows the way to what matches, marked', () => {
    const shown = arrangeProcesses(table, { ...tree, matches: (row) => row.pid === 22 })
    expect(shown.map(({ process, isContext }) => [process.row.pid, isContext])).toEqual([
      [1, true],
      [20, true],
      [21, true],
      [22, false],
    ])
  })

  it('survives cycles, own parents and chains deeper than calls nest', () => {
    const cycle = trackTable(
      emptyTable,
      processTable(
        1000,
        processRow(5, { parentPid: 6 }),
        processRow(6, { parentPid: 5 }),
        processRow(7, { parentPid: 7 }),
      ),
    )
    expect(pids(cycle, tree).sort()).toEqual([5, 6, 7])
    const chain = Array.from({ length: 3000 }, (_, index) => processRow(index + 1, { parentPid: index }))
    expect(pids(trackTable(emptyTable, processTable(1000, ...chain)), tree)).toHaveLength(3000)
  })
})
