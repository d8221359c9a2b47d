import type { ReportedChannel } from '../../shared/runReport.ts'
import type { ChannelSnapshot, PoolSnapshot, ProcessSnapshot } from '../../shared/runUpdate.ts'
import type { Broker } from '../broker/broker.ts'
import type { ProcessRecord } from '../processes/processRecord.ts'
import { Rates } from './channelRates.ts'
import type { Outbox } from './outbox.ts'
import type { EngineSnapshot } from './protocol.ts'

/** Puts together what the engine knows of a run at a moment. */
export class SnapshotBuilder {
  readonly #records: ReadonlyMap<number, ProcessRecord>
  readonly #broker: Broker
  readonly #outbox: Outbox
  readonly #channelRates = new Rates<{ puts: number; gets: number; bytes: number }>()
  readonly #poolRates = new Rates<{ tasks: number }>()
  #openEnds: ReadonlyMap<string, number[]> | undefined

  constructor(records: ReadonlyMap<number, ProcessRecord>, broker: Broker, outbox: Outbox) {
    this.#records = records
    this.#broker = broker
    this.#outbox = outbox
  }

  /**
   * Keeps who holds the ends of pipes at this moment, for the report: as the run's processes end, so do their
   * holds, and with them the answer to what a reader waited for.
   */
  keepOpenEnds(): void {
    this.#openEnds ??= new Map(this.#broker.channels().map(({ id, openEnds }) => [id, openEnds]))
  }

  build(elapsedMs: number): EngineSnapshot {
    const { eventsTotal, eventsDropped, outputBytesDropped } = this.#outbox
    return {
      elapsedMs,
      processes: [...this.#records.values()]
        .filter(({ pid }) => pid > 0)
        .map((record) => this.#process(record)),
      channels: this.#broker.channels().map((channel) => this.#channel(channel, elapsedMs)),
      locks: this.#broker.locks(),
      pools: this.#pools(elapsedMs),
      eventsTotal,
      loss: { eventsDropped, outputBytesDropped },
    }
  }

  #process(record: ProcessRecord): ProcessSnapshot {
    const { parentId, isDaemon: _isDaemon, memorySpace: _memorySpace, ...known } = record
    const phase = record.endedAtMs !== null ? 'ended' : record.readyAtMs === null ? 'starting' : 'running'
    return {
      ...known,
      // The main program's parent is the host, as for the operating system.
      parentPid: this.#records.get(parentId)?.pid ?? process.pid,
      phase,
      waits: this.#broker.waits.of(record.processId),
      state: null,
      cpuPercent: null,
      rssBytes: null,
      core: null,
      threads: null,
    }
  }

  #channel(channel: ReportedChannel, elapsedMs: number): ChannelSnapshot {
    const { puts, gets, bytesIn, bytesOut } = channel
    const openEnds = this.#openEnds?.get(channel.id) ?? channel.openEnds
    const rates = this.#channelRates.update(channel.id, { puts, gets, bytes: bytesIn + bytesOut }, elapsedMs)
    return {
      ...channel,
      openEnds,
      putsPerSecond: rates.puts,
      getsPerSecond: rates.gets,
      bytesPerSecond: rates.bytes,
    }
  }

  #pools(elapsedMs: number): PoolSnapshot[] {
    return this.#broker.pools().map((pool) => {
      const tasks = pool.completed + pool.failed
      return { ...pool, tasksPerSecond: this.#poolRates.update(pool.id, { tasks }, elapsedMs).tasks }
    })
  }
}
