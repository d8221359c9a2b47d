import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import type { SessionFactory } from '../../engine/session/protocol.ts'
import { ProgramCatalogue } from '../../lab/programs/programCatalogue.ts'
import { RunService } from '../../lab/runs/runService.ts'
import { runtimePaths } from '../../lab/runtimePaths.ts'
import { machineInfo } from '../../monitor/machineInfo.ts'
import { MachineSampler } from '../../monitor/machineSampler.ts'
import { ProcessTableSampler } from '../../monitor/processTable.ts'
import { UserError } from '../../shared/errors.ts'
import type { CallHandlers, HostInfo, StreamHandlers } from '../../shared/rpc/contract.ts'
import type { StartMethod } from '../../shared/units.ts'
import { createCallHandlers } from './callHandlers.ts'
import { machineStream } from './machineStream.ts'
import { processStream } from './processStream.ts'
import { runOfPid } from './runMembership.ts'

/**
 * Everything that a page may ask of its host, put together from the lab and the monitor. One per host process,
 * shared by all of its pages:
 *
 *   page ─ RpcServer ─▶ calls, streams ─▶ RunService, experiments, programs │ samplers, process table
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
}

export async function createHostServices(options: HostServicesOptions): Promise<HostServices> {
  const paths = runtimePaths(options.root)
  const [version, machine] = await Promise.all([readVersion(options.root), machineInfo()])
  const programs = new ProgramCatalogue(paths.resources)
  const sampler = new MachineSampler()
  const runs = new RunService({
    paths,
    programs,
    createSession: options.createSession,
    machine,
    startMethods: options.startMethods,
    machineLoad: () => sampler.history().at(-1) ?? null,
    workingDirectory: homedir(),
  })
  const isOwn = options.isOwn ?? (() => false)
  const table = new ProcessTableSampler({ runOf: runOfPid(() => runs.list()), isOwn })
  // From the start on, so that the first page sees the last minute.
  sampler.start()
  let closed: Promise<void> | undefined
  return {
    calls: createCallHandlers({
      host: options.host,
      version,
      machine,
      runs,
      programs,
      experiments: notYet,
      libraryEntry: paths.libraryEntry,
      isOwn,
    }),
    streams: {
      run: ({ runId }, sink) => runs.get(runId).watch(sink),
      machine: machineStream(sampler),
      processes: processStream(table),
    },
    close: () => {
      sampler.dispose()
      closed ??= runs.dispose()
      return closed
    },
  }
}

// Until the lab conducts experiments.
const unsupported = (): never => {
  throw new UserError('unsupported', 'Experiments are not there yet.')
}
const notYet = {
  'workloads.list': () => [],
  'experiments.start': unsupported,
  'experiments.report': unsupported,
}

async function readVersion(root: string): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
