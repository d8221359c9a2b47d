import type { ProcessRow } from '../shared/machine.ts'

/** Rows without what the sampler adds. */
export type SourceRow = Omit<ProcessRow, 'runId'>

export interface TableSource {
  /**
   * @param isWanted - processes that must be among the rows when there are more than `maxRows`.
   * @returns rows by pid, and how many processes have none.
   */
  read(maxRows: number, isWanted: (pid: number) => boolean): Promise<{ rows: SourceRow[]; omitted: number }>
}
