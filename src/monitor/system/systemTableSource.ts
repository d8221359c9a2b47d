import { cpus } from 'node:os'
import { formatHandle } from '../processHandle.ts'
import { canEnd, type EndRights } from '../processRules.ts'
import type { SourceRow, TableSource } from '../tableSource.ts'
import { visibleText } from '../visibleText.ts'
import { cpuPercentOf, listProcesses, stateOf, SteadyStarts, uidsOf } from './systemProcesses.ts'
import type { SystemInformation, SystemProcess } from './systemInformation.ts'

/** The process table of systems without `/proc`. The work is done by other programs, not on our thread. */
export class SystemTableSource implements TableSource {
  readonly #load: () => Promise<SystemInformation>
  readonly #rights: EndRights
  readonly #platform: NodeJS.Platform
  readonly #starts = new SteadyStarts()

  constructor(load: () => Promise<SystemInformation>, rights: EndRights, platform = process.platform) {
    this.#load = load
    this.#rights = rights
    this.#platform = platform
  }

  async read(
    maxRows: number,
    isWanted: (pid: number) => boolean,
  ): Promise<{ rows: SourceRow[]; omitted: number }> {
    const list = (await listProcesses(this.#load)).filter(({ pid }) => Number.isSafeInteger(pid) && pid >= 0)
    const starts = this.#starts.update(list)
    // Sorting is stable: wanted ones first, then the oldest pids, until the table is full.
    const ranked = list
      .toSorted((a, b) => a.pid - b.pid)
      .toSorted((a, b) => Number(isWanted(b.pid)) - Number(isWanted(a.pid)))
      .slice(0, maxRows)
      .toSorted((a, b) => a.pid - b.pid)
    const rows = ranked.map((process) => this.#toRow(process, starts.get(process.pid) ?? 0))
    return { rows, omitted: list.length - rows.length }
  }

  #toRow(process: SystemProcess, startTime: number): SourceRow {
    const { pid } = process
    const command = [process.command, process.params].filter(Boolean).join(' ')
    return {
      pid,
      parentPid: Number.isSafeInteger(process.parentPid) ? process.parentPid : 0,
      name: visibleText(process.name, 64),
      command: visibleText(command || process.name, 1024),
      user: visibleText(process.user, 64),
      state: stateOf(process),
      cpuPercent: cpuPercentOf(process, this.#platform, cpus().length),
      rssBytes: Math.max(0, process.memRss || 0) * 1024,
      // The list does not tell; 0 stands for unknown.
      threads: 0,
      startedAt: startTime * 1000,
      handle: formatHandle({ pid, startTime }),
      canEnd: startTime > 0 && this.#canEnd(process),
    }
  }

  #canEnd(process: SystemProcess): boolean {
    return canEnd(
      {
        pid: process.pid,
        isKernelThread: false,
        isZombie: process.state === 'zombie',
        uids: uidsOf(process, this.#rights),
      },
      this.#rights,
    )
  }
}
