import { homedir } from 'node:os'
import { checkProgram } from '../../lab/programs/checkProgram.ts'
import type { ProgramCatalogue } from '../../lab/programs/programCatalogue.ts'
import type { RunService } from '../../lab/runs/runService.ts'
import { endProcess } from '../../monitor/endProcess.ts'
import type { MachineInfo } from '../../shared/machine.ts'
import type { CallHandlers, HostInfo } from '../../shared/rpc/contract.ts'
import { listFolder } from './folders.ts'

/** The part of the lab that conducts experiments. */
export type ExperimentHandlers = Pick<
  CallHandlers,
  'workloads.list' | 'experiments.start' | 'experiments.report'
>

export interface CallServices {
  host: HostInfo['host']
  version: string
  machine: MachineInfo
  runs: RunService
  programs: ProgramCatalogue
  experiments: ExperimentHandlers
  libraryEntry: string
  /** Whether a process is a part of Forkscope itself, which is not ended from its own table. */
  isOwn(pid: number): boolean
}

/** Answers the calls of the contract. What they are given has been validated. */
export function createCallHandlers(services: CallServices): CallHandlers {
  const { runs, programs } = services
  return {
    ...services.experiments,
    'host.info': () => ({
      version: services.version,
      host: services.host,
      machine: services.machine,
      startMethods: [...runs.startMethods],
      homeDirectory: homedir(),
    }),
    'programs.list': () => programs.list(),
    'programs.read': async ({ id }) => ({ source: await programs.read(id) }),
    'programs.check': ({ source, fileName }) =>
      checkProgram(source, fileName, runs.workingDirectory, { libraryEntry: services.libraryEntry }),
    'runs.start': async (request) => ({ runId: (await runs.startProgram(request)).id }),
    'runs.stop': ({ runId }) => {
      runs.stop(runId)
      return null
    },
    'runs.report': ({ runId }) => runs.get(runId).ended,
    'runs.endProcess': ({ runId, processId, signal }) => {
      runs.endProcess(runId, processId, signal)
      return null
    },
    'folders.list': ({ path }) => listFolder(path),
    'processes.end': async ({ handle, signal }) => {
      await endProcess(handle, signal, { isOwn: services.isOwn })
      return null
    },
  }
}
