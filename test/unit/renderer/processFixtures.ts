import type { ProcessRow, ProcessTable } from '../../../src/shared/machine.ts'

export function processRow(pid: number, change: Partial<ProcessRow> = {}): ProcessRow {
  return {
    pid,
    parentPid: 1,
    name: `name${pid}`,
    command: `/usr/bin/name${pid} --flag`,
    user: 'ada',
    state: 'sleeping',
    cpuPercent: 0,
    rssBytes: 1_000_000,
    threads: 1,
    startedAt: 1_000_000,
    handle: `${pid}-1`,
    canEnd: true,
    ...change,
  }
}

export function processTable(atMs: number, ...rows: ProcessRow[]): ProcessTable {
  return { atMs, rows, omitted: 0 }
}
