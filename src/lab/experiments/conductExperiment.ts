import { availableParallelism } from 'node:os'
import { findFunction, loadItems, type ExperimentModule } from './experimentItems.ts'
import type { ExperimentNote, MeasuredSerial } from './experimentNotes.ts'
import { resolveChunkSize, type Combination, type ExperimentPlan } from './experimentPlan.ts'
import { measureRow, type MeasurablePool } from './parallelRow.ts'
import { ProgressMeter, type Pass } from './progressMeter.ts'
import { digestAsReturned } from './resultDigest.ts'
import { showableResults, showableValue } from './resultValues.ts'
import { serialPass, type MappedFunction } from './serialBaseline.ts'
import { median } from './statistics.ts'

/**
 * Conducts an experiment inside a run, in the main program's process:
 *
 *   items ──▶ serial warm-up and repeats, here ──▶ for each combination: a pool, its warm-up, its repeats
 *                      │                                                   │
 *                      └──────────── notes: progress, results, rows ◀──────┘
 *
 * All that the host learns it learns from notes, so that what was measured is not lost when the run is stopped.
 */

export interface ExperimentTools {
  createPool(combination: Combination): MeasurablePool
  report(note: ExperimentNote): void
}

/** What the run's report shows as its result. */
export interface ExperimentSummary {
  items: number
  serialMedianMs: number
  rows: number
}

/** Between two reports of progress in a serial pass. */
const progressIntervalMs = 100

export async function conductExperiment(
  module: ExperimentModule,
  plan: ExperimentPlan,
  tools: ExperimentTools,
): Promise<ExperimentSummary> {
  const fn = findFunction(module, plan.functionName)
  const { items, remarks } = await loadItems(module, plan)
  for (const message of remarks) tools.report({ kind: 'remark', message })
  const meter = new ProgressMeter(planPasses(plan), items.length)
  const conductor = new Conductor(plan, fn, items, meter, tools)
  const serial = await conductor.measureSerial()
  for (const combination of plan.combinations) await conductor.measureCombination(combination, serial)
  conductor.reportProgress('Done', 0)
  return {
    items: items.length,
    serialMedianMs: median(serial.timesMs),
    rows: plan.combinations.length,
  }
}

class Conductor {
  readonly #plan: ExperimentPlan
  readonly #fn: MappedFunction
  readonly #items: readonly unknown[]
  readonly #meter: ProgressMeter
  readonly #tools: ExperimentTools

  constructor(
    plan: ExperimentPlan,
    fn: MappedFunction,
    items: readonly unknown[],
    meter: ProgressMeter,
    tools: ExperimentTools,
  ) {
    this.#plan = plan
    this.#fn = fn
    this.#items = items
    this.#meter = meter
    this.#tools = tools
  }

  /** One pass to warm up and to show results, then the repeats. */
  async measureSerial(): Promise<MeasuredSerial> {
    const { repeats } = this.#plan
    const first = await this.#serialPass('Serial, warm-up', true)
    const { view } = this.#plan
    this.#tools.report({
      kind: 'results',
      values: showableResults(first.results, view),
      total: first.results.length,
    })
    const serial: MeasuredSerial = {
      items: this.#items.length,
      timesMs: [],
      resultDigest: digestAsReturned(first.results),
    }
    for (let repeat = 1; repeat <= repeats; repeat++) {
      const pass = await this.#serialPass(`Serial, ${repeatWords(repeat, repeats)}`, false)
      serial.timesMs.push(pass.elapsedMs)
      // After each: what is stopped later has a baseline.
      this.#tools.report({ kind: 'serial', serial })
    }
    return serial
  }

  async measureCombination(combination: Combination, serial: MeasuredSerial): Promise<void> {
    const { repeats } = this.#plan
    const name = describeCombination(combination)
    const chunkSize = resolveChunkSize(combination, this.#items.length)
    this.reportProgress(`${name}: starting workers`, 0)
    const row = await measureRow(this.#tools.createPool(combination), {
      combination,
      items: this.#items,
      fn: this.#fn,
      repeats,
      serialMsPerItem: median(serial.timesMs) / Math.max(1, this.#items.length),
      onRepeat: async (repeat, tookMs) => {
        if (tookMs !== undefined) this.#meter.finishPass(tookMs)
        else this.#reportMapping(`${name}: ${repeatWords(repeat + 1, repeats)}`, chunkSize)
      },
    })
    this.#tools.report({ kind: 'row', row })
  }

  reportProgress(label: string, doneOfPass: number): void {
    const { done, total, remainingMs } = this.#meter
    this.#tools.report({ kind: 'progress', label, done: done + doneOfPass, total, remainingMs })
  }

  #reportMapping(label: string, chunkSize: number): void {
    const { done, total, remainingMs, expectedMs } = this.#meter
    const mapping = { items: this.#items.length, chunkSize, expectedMs: expectedMs ?? 0 }
    this.#tools.report({ kind: 'progress', label, done, total, remainingMs, mapping })
  }

  async #serialPass(label: string, isFirst: boolean): ReturnType<typeof serialPass> {
    let reportedAt = 0
    let shown = 0
    const pass = await serialPass(this.#fn, this.#items, (results, done) => {
      const now = performance.now()
      if (now - reportedAt < progressIntervalMs && done < this.#items.length) return
      reportedAt = now
      this.reportProgress(label, done)
      if (isFirst && this.#plan.view === 'picture') shown = this.#showRows(results, shown, done)
    })
    this.#meter.finishPass(pass.elapsedMs)
    return pass
  }

  #showRows(results: readonly unknown[], first: number, end: number): number {
    for (let start = first; start < end; start += 200) {
      const values = results.slice(start, Math.min(end, start + 200)).map(showableValue)
      this.#tools.report({ kind: 'partial', first: start, values })
    }
    return end
  }
}

function planPasses({ combinations, repeats }: ExperimentPlan): Pass[] {
  const cores = availableParallelism()
  const serial = repeated(repeats + 1, { group: 'serial', parallelism: 1 })
  const parallel = combinations.flatMap((combination) =>
    repeated(repeats, {
      group: describeCombination(combination),
      parallelism: Math.min(combination.workers, cores),
    }),
  )
  return [...serial, ...parallel]
}

function repeated(count: number, pass: Pass): Pass[] {
  return Array.from({ length: count }, () => ({ ...pass }))
}

function describeCombination({ startMethod, workers, chunkSize }: Combination): string {
  return `${startMethod}, ${workers} ${workers === 1 ? 'worker' : 'workers'}, chunk ${chunkSize}`
}

function repeatWords(repeat: number, repeats: number): string {
  return repeats === 1 ? 'measuring' : `repeat ${repeat} of ${repeats}`
}
