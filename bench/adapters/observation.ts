import { fileURLToPath } from 'node:url'
import { ProgramCatalogue } from '../../src/lab/programs/programCatalogue.ts'
import { runtimePaths } from '../../src/lab/runtimePaths.ts'
import { RunService, type RunServiceOptions } from '../../src/lab/runs/runService.ts'
import type { RunUpdateSink } from '../../src/lab/runs/runWatcher.ts'
import { workerThreadSessions } from '../../src/main/services/workerThreadSessions.ts'
import { machineInfo } from '../../src/monitor/machineInfo.ts'
import { MachineSampler } from '../../src/monitor/machineSampler.ts'
import { figuresSchema, type Figures, type WorkSpec } from '../contract.ts'

/**
 * Runs a program as the browser host does, twice over: watched (samples of its processes, load per core, a
 * window that gets every update as text) and with all of that left out.
 */

const root = fileURLToPath(new URL('../../', import.meta.url))
const program = fileURLToPath(new URL('../programs/poolMap.ts', import.meta.url))

export async function measureObserved(spec: WorkSpec): Promise<Figures> {
  const load = new MachineSampler()
  load.start()
  try {
    return await measure(spec, { machineLoad: () => load.history().at(-1) ?? null }, true)
  } finally {
    load.dispose()
  }
}

export function measureUnobserved(spec: WorkSpec): Promise<Figures> {
  const createSampler = () => ({ sample: () => Promise.resolve(new Map()), dispose: () => undefined })
  return measure(spec, { createSampler }, false)
}

async function measure(
  spec: WorkSpec,
  observers: Pick<RunServiceOptions, 'createSampler' | 'machineLoad'>,
  isWatched: boolean,
): Promise<Figures> {
  const paths = runtimePaths(root)
  const runs = new RunService({
    paths,
    programs: new ProgramCatalogue(paths.resources),
    createSession: workerThreadSessions(paths.sessionEntry),
    machine: await machineInfo(),
    startMethods: ['spawn'],
    ...observers,
  })
  try {
    const run = await runs.startProgram({ source: { kind: 'file', path: program }, params: { spec } })
    let sentLength = 0
    const window: RunUpdateSink = {
      emit: async (update) => {
        // As text, because that is what a window is sent.
        sentLength += JSON.stringify(update).length
      },
      end: () => undefined,
    }
    if (isWatched) run.watch(window)
    const report = await run.ended
    if (isWatched && sentLength === 0) throw new Error('a watched run sent no update')
    return figuresSchema.parse(report.run.result)
  } finally {
    await runs.dispose()
  }
}
