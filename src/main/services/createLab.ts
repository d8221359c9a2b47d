import type { SessionFactory } from '../../engine/session/protocol.ts'
import { ExperimentService } from '../../lab/experiments/experimentService.ts'
import { WorkloadCatalogue } from '../../lab/experiments/workloadCatalogue.ts'
import { ProgramCatalogue } from '../../lab/programs/programCatalogue.ts'
import { runtimePaths, type RuntimePaths } from '../../lab/runtimePaths.ts'
import { RunService, type RunServiceOptions } from '../../lab/runs/runService.ts'
import { machineInfo } from '../../monitor/machineInfo.ts'
import type { MachineInfo } from '../../shared/machine.ts'

/** The lab as every host has it. */
export interface Lab {
  readonly paths: RuntimePaths
  readonly machine: MachineInfo
  readonly programs: ProgramCatalogue
  readonly workloads: WorkloadCatalogue
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
}

/** Puts the lab together. Its end is `runs.dispose()`, which ends every run. */
export async function createLab({ root, ...options }: LabOptions): Promise<Lab> {
  const paths = runtimePaths(root)
  const machine = await machineInfo()
  const programs = new ProgramCatalogue(paths.resources)
  const workloads = new WorkloadCatalogue(paths.resources)
  const runs = new RunService({ ...options, paths, programs, machine })
  const experiments = new ExperimentService({ runs, workloads, paths, machine })
  return { paths, machine, programs, workloads, runs, experiments }
}
