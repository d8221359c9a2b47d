import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionFactory } from '../../engine/session/protocol.ts'
import { ExerciseCatalogue } from '../../lab/exercises/exerciseCatalogue.ts'
import { ExperimentService } from '../../lab/experiments/experimentService.ts'
import { WorkloadCatalogue } from '../../lab/experiments/workloadCatalogue.ts'
import { ProgramCatalogue } from '../../lab/programs/programCatalogue.ts'
import { runtimePaths, type RuntimePaths } from '../../lab/runtimePaths.ts'
import { RunService, type RunServiceOptions } from '../../lab/runs/runService.ts'
import { machineInfo } from '../../monitor/machineInfo.ts'
import type { MachineInfo } from '../../shared/machine.ts'
import { dataFolder } from './dataFolder.ts'

/** The lab as every host has it. */
export interface Lab {
  readonly paths: RuntimePaths
  readonly machine: MachineInfo
  readonly programs: ProgramCatalogue
  readonly workloads: WorkloadCatalogue
  readonly exercises: ExerciseCatalogue
  readonly runs: RunService
  readonly experiments: ExperimentService
}

export interface LabOptions extends Pick<
  RunServiceOptions,
  'createSession' | 'startMethods' | 'machineLoad' | 'workingDirectory' | 'maxConcurrentRuns'
> {
  /** The folder that holds `out` and `resources`. */
  root: string
  createSession: SessionFactory
  /** A folder of the user's with exercises; see {@link createCatalogue}. */
  exercises?: string | undefined
}

/** Puts the lab together. Its end is `runs.dispose()`, which ends every run. */
export async function createLab({ root, exercises: given, ...options }: LabOptions): Promise<Lab> {
  const paths = runtimePaths(root)
  const machine = await machineInfo()
  const programs = new ProgramCatalogue(paths.resources)
  const workloads = new WorkloadCatalogue(paths.resources)
  const exercises = createCatalogue(root, given)
  const runs = new RunService({ ...options, paths, programs, machine })
  const experiments = new ExperimentService({ runs, workloads, paths, machine })
  return { paths, machine, programs, workloads, exercises, runs, experiments }
}

/** The exercises, without the rest of the lab. */
export function createCatalogue(root: string, given?: string): ExerciseCatalogue {
  return new ExerciseCatalogue(runtimePaths(root).resources, exercisesFolder(given))
}

/**
 * The folder of the user's own exercises: the one that is given, or that `FORKSCOPE_EXERCISES` names, or `exercises`
 * in the data folder where there is one.
 */
function exercisesFolder(given?: string): string | undefined {
  const named = given ?? process.env['FORKSCOPE_EXERCISES']
  if (named) return named
  const usual = join(dataFolder(), 'exercises')
  return existsSync(usual) ? usual : undefined
}
