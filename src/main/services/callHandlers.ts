import { homedir } from 'node:os'
import type { ExerciseService } from '../../lab/exercises/exerciseService.ts'
import { checkProgram } from '../../lab/programs/checkProgram.ts'
import { endProcess } from '../../monitor/endProcess.ts'
import type { CallHandlers, HostInfo } from '../../shared/rpc/contract.ts'
import type { Lab } from './createLab.ts'
import { listFolder } from './folders.ts'
import type { SettingsStore } from './settingsStore.ts'

export interface CallServices {
  host: HostInfo['host']
  version: string
  lab: Lab
  exercises: ExerciseService
  settings: SettingsStore
  /** Whether a process is a part of Forkscope itself, which is not ended from its own table. */
  isOwn(pid: number): boolean
}

/** Answers the calls of the contract. What they are given has been validated. */
export function createCallHandlers(services: CallServices): CallHandlers {
  const { host, version, lab, exercises, settings, isOwn } = services
  const { runs, programs, workloads, experiments } = lab
  return {
    'host.info': () => ({
      version,
      host,
      machine: lab.machine,
      startMethods: [...runs.startMethods],
      homeDirectory: homedir(),
    }),
    'settings.read': () => settings.read(),
    'settings.change': (change) => settings.change(change),
    'workloads.list': () => workloads.list(),
    'programs.list': () => programs.list(),
    'programs.read': async ({ id }) => ({ source: await programs.read(id) }),
    'programs.check': ({ source, fileName }) =>
      checkProgram(source, fileName, runs.workingDirectory, { libraryEntry: lab.paths.libraryEntry }),
    'runs.start': async (request) => ({ runId: (await runs.startProgram(request)).id }),
    'experiments.start': async (spec) => ({ runId: (await experiments.start(spec)).run.id }),
    'experiments.report': ({ runId }) => experiments.report(runId),
    'runs.stop': ({ runId }) => {
      runs.stop(runId)
      return null
    },
    'runs.report': ({ runId }) => runs.get(runId).ended,
    'runs.endProcess': ({ runId, processId, signal }) => {
      runs.endProcess(runId, processId, signal)
      return null
    },
    ...exerciseHandlers(exercises),
    'folders.list': ({ path }) => listFolder(path),
    'processes.end': async ({ handle, signal }) => {
      await endProcess(handle, signal, { isOwn })
      return null
    },
  }
}

type ExerciseCall = Extract<keyof CallHandlers, `exercises.${string}`>

function exerciseHandlers(exercises: ExerciseService): Pick<CallHandlers, ExerciseCall> {
  return {
    'exercises.list': () => exercises.list(),
    'exercises.read': ({ id }) => exercises.read(id),
    'exercises.hint': ({ id, number }) => exercises.hint(id, number),
    'exercises.solution': ({ id }) => exercises.solution(id),
    'exercises.check': (request) => exercises.check(request),
    'exercises.result': ({ checkId }) => exercises.result(checkId),
    'exercises.measure': ({ id, runId }) => exercises.measure(id, runId),
    'exercises.progress': () => exercises.progress(),
    'exercises.saveProgress': ({ id, change }) => exercises.saveProgress(id, change),
  }
}
