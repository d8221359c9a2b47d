import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import type { SessionFactory } from '../../engine/session/protocol.ts'
import { ExerciseService } from '../../lab/exercises/exerciseService.ts'
import { MachineSampler } from '../../monitor/machineSampler.ts'
import { ProcessTableSampler } from '../../monitor/processTable.ts'
import type { CallHandlers, HostInfo, StreamHandlers } from '../../shared/rpc/contract.ts'
import type { StartMethod } from '../../shared/units.ts'
import { createCallHandlers } from './callHandlers.ts'
import { createLab } from './createLab.ts'
import { dataFolder } from './dataFolder.ts'
import { machineStream } from './machineStream.ts'
import { OpenedFiles } from './openedFiles.ts'
import { openedFilesStream } from './openedFilesStream.ts'
import { processStream } from './processStream.ts'
import { runOfPid } from './runMembership.ts'
import { SettingsStore } from './settingsStore.ts'

/**
 * Everything that a page may ask of its host, put together from the lab and the monitor. One per host process,
 * shared by all of its pages:
 *
 *   page ─ RpcServer ─▶ calls, streams ─▶ lab (runs, experiments, catalogues) │ samplers, process table
 */
export interface HostServices {
  readonly calls: CallHandlers
  readonly streams: StreamHandlers
  /** Ends every run and all sampling. Resolves when no process of a run is left. Safe to call twice. */
  close(): Promise<void>
}

export interface HostServicesOptions {
  /** The folder that holds `out`, `resources` and `package.json`. */
  root: string
  host: HostInfo['host']
  createSession: SessionFactory
  startMethods: readonly StartMethod[]
  /** Whether a process is a part of Forkscope besides this one. Default: none is. */
  isOwn?(pid: number): boolean
  /** Run files that were opened from outside, where the host can be given some. */
  openedFiles?: OpenedFiles
}

export async function createHostServices(options: HostServicesOptions): Promise<HostServices> {
  const { root, host, createSession, startMethods, isOwn = () => false } = options
  const { openedFiles = new OpenedFiles() } = options
  const sampler = new MachineSampler()
  const lab = await createLab({
    root,
    createSession,
    startMethods,
    machineLoad: () => sampler.history().at(-1) ?? null,
    workingDirectory: homedir(),
  })
  const exercises = new ExerciseService({
    catalogue: lab.exercises,
    runs: lab.runs,
    libraryEntry: lab.paths.libraryEntry,
    progressFile: join(dataFolder(), 'progress.json'),
  })
  const version = await readVersion(root)
  const table = new ProcessTableSampler({ runOf: runOfPid(() => lab.runs.list()), isOwn })
  // From the start on, so that the first page sees the last minute.
  sampler.start()
  let closed: Promise<void> | undefined
  return {
    calls: createCallHandlers({ host, version, lab, exercises, settings: new SettingsStore(), isOwn }),
    streams: {
      run: ({ runId }, sink) => lab.runs.get(runId).watch(sink),
      machine: machineStream(sampler),
      processes: processStream(table),
      'runFiles.opened': openedFilesStream(openedFiles),
    },
    close: () => {
      sampler.dispose()
      closed ??= lab.runs.dispose()
      return closed
    },
  }
}

async function readVersion(root: string): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
