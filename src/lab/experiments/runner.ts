import { Pool } from '../../engine/library/index.ts'
import { poolStatistics, reportNote, whenReady } from '../../engine/library/instrumentation.ts'
import { conductExperiment, type ExperimentSummary } from './conductExperiment.ts'
import type { ExperimentModule } from './experimentItems.ts'
import type { Combination, ExperimentPlan } from './experimentPlan.ts'
import type { MeasurablePool } from './parallelRow.ts'

/** The built program that conducts an experiment: bundled with the user's module, it is the run's `main`. */
export function main(module: ExperimentModule, plan: ExperimentPlan): Promise<ExperimentSummary> {
  return conductExperiment(module, plan, { createPool, report: reportNote })
}

function createPool({ workers, startMethod }: Combination): MeasurablePool {
  const pool = new Pool(workers, { startMethod })
  return {
    whenReady: () => whenReady(pool),
    statistics: () => poolStatistics(pool),
    map: (fn, items, chunkSize) => pool.map(fn, items, { chunkSize }),
    finish: async () => {
      await pool.close()
      await pool.join()
    },
    terminate: async () => {
      await pool.terminate()
      await pool.join()
    },
  }
}
