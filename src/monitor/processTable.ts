import type { ProcessRow, ProcessTable } from '../shared/machine.ts'
import { ProcTableSource } from './proc/procTableSource.ts'
import { ownRights } from './processRules.ts'
import type { SourceRow, TableSource } from './tableSource.ts'
import { runMembership } from './runMembership.ts'
import { loadSystemInformation } from './system/systemInformation.ts'
import { SystemTableSource } from './system/systemTableSource.ts'

/** More rows than any table shows; a machine that has more is in trouble, and says so by `omitted`. */
const mostRows = 20_000
/** Watchers that ask within this time share one table: a shorter window has no meaningful CPU figures. */
const sharedForMs = 200

export interface ProcessTableOptions {
  /** The run that started this process; asked for every pid of every table. */
  runOf?: (pid: number) => string | undefined
  /** Further processes of Forkscope itself that may not be ended; its host never may. */
  isOwn?: (pid: number) => boolean
  source?: TableSource
  /** Default 20,000. */
  maxRows?: number
}

/**
 * The machine's processes as a table.
 *
 *   /proc (Linux) or the system's list ──▶ rows ──▶ run membership ──▶ ProcessTable
 *
 * Owns the previous CPU readings and a cache of command lines and owners, both bounded by the processes that
 * live. It has no timer: each watcher asks at its own pace, and those who ask together share an answer.
 */
export class ProcessTableSampler {
  readonly #source: TableSource
  readonly #runOf: (pid: number) => string | undefined
  readonly #maxRows: number
  #latest: ProcessTable | undefined
  #latestAtMs = Number.NEGATIVE_INFINITY
  #reading: Promise<ProcessTable> | undefined

  constructor({ runOf, isOwn, source, maxRows = mostRows }: ProcessTableOptions = {}) {
    this.#runOf = runOf ?? (() => undefined)
    this.#source = source ?? createTableSource(isOwn)
    this.#maxRows = maxRows
  }

  /**
   * The table now, rows by pid. CPU is counted since the table before, whoever asked for it, and in the
   * first since each process's start.
   */
  async sample(): Promise<ProcessTable> {
    if (this.#latest && performance.now() - this.#latestAtMs < sharedForMs) return this.#latest
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined))
    return this.#reading
  }

  async #read(): Promise<ProcessTable> {
    const { rows, omitted } = await this.#source.read(
      this.#maxRows,
      (pid) => pid === process.pid || this.#runOf(pid) !== undefined,
    )
    const parents = new Map(rows.map((row) => [row.pid, row.parentPid]))
    const runIdOf = runMembership(parents, this.#runOf)
    const table = {
      atMs: Date.now(),
      rows: rows.map((row) => withRun(row, runIdOf(row.pid))),
      omitted,
    }
    this.#latest = table
    this.#latestAtMs = performance.now()
    return table
  }
}

function withRun(row: SourceRow, runId: string | undefined): ProcessRow {
  return runId === undefined ? row : { ...row, runId }
}

function createTableSource(isOwn: ((pid: number) => boolean) | undefined): TableSource {
  return process.platform === 'linux'
    ? new ProcTableSource(ownRights(isOwn))
    : new SystemTableSource(loadSystemInformation, ownRights(isOwn))
}
