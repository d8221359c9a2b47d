import { describe, expect, it } from 'vitest'
import {
  emptyTable,
  exitedForMs,
  keptCpuSamples,
  newForMs,
  trackTable,
  type TrackedTable,
} from '../../../src/renderer/model/processTracking.ts'
import type { ProcessTable } from '../../../src/shared/machine.ts'
import { processRow, processTable } from './processFixtures.ts'

function track(...tables: ProcessTable[]): TrackedTable {
  return tables.reduce(trackTable, emptyTable)
}

function statuses(table: TrackedTable): Record<string, string> {
  return Object.fromEntries([...table.byHandle].map(([handle, { status }]) => [handle, status]))
}

describe('trackTable', () => {
  it('takes nothing of the first table for new', () => {
    expect(statuses(track(processTable(1000, processRow(1), processRow(2))))).toEqual({
      '1-1': 'running',
      '2-1': 'running',
    })
  })

  it('marks what started and what ended, and lets the marks pass', () => {
    const first = processTable(1000, processRow(1), processRow(2))
    const second = processTable(2000, processRow(1), processRow(3))
    expect(statuses(track(first, second))).toEqual({ '1-1': 'running', '2-1': 'exited', '3-1': 'new' })
    const third = processTable(2000 + newForMs, processRow(1), processRow(3))
    expect(statuses(track(first, second, third))).toEqual({
      '1-1': 'running',
      '2-1': 'exited',
      '3-1': 'running',
    })
    const fourth = processTable(2000 + 20 * exitedForMs, processRow(1), processRow(3))
    expect(statuses(track(first, second, third, fourth))).toEqual({ '1-1': 'running', '3-1': 'running' })
  })

  it('keeps two processes apart that had the same pid', () => {
    const reused = processRow(2, { handle: '2-99', name: 'other' })
    const table = track(processTable(1000, processRow(2)), processTable(2000, reused))
    expect(statuses(table)).toEqual({ '2-1': 'exited', '2-99': 'new' })
    expect(table.byHandle.get('2-1')?.row.name).toBe('name2')
  })

  it('keeps the last CPU values and the last row of an ended process, both bounded', () => {
    const tables = Array.from({ length: 50 }, (_, index) =>
      processTable(1000 * (index + 1), processRow(1, { cpuPercent: index })),
    )
    const history = track(...tables).byHandle.get('1-1')?.cpuHistory
    expect(history).toHaveLength(keptCpuSamples)
    expect(history?.at(-1)).toBe(49)
    const storm = processTable(1000, ...Array.from({ length: 5000 }, (_, index) => processRow(index + 10)))
    expect(track(storm, processTable(2000)).byHandle.size).toBe(1000)
  })
})
