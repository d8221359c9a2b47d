import { onTestFinished } from 'vitest'
import { createLab, type Lab } from '../../../src/main/services/createLab.ts'
import { workerThreadSessions } from '../../../src/main/services/workerThreadSessions.ts'
import { runtimePaths } from '../../../src/lab/runtimePaths.ts'
import type { Run } from '../../../src/lab/runs/run.ts'
import type { RunUpdate } from '../../../src/shared/runUpdate.ts'
import { repositoryRoot } from '../../support/cli.ts'

/** The lab over the built engine, in this process; ended with the test. */
export async function realLab(maxConcurrentRuns?: number): Promise<Lab> {
  const lab = await createLab({
    root: repositoryRoot,
    createSession: workerThreadSessions(runtimePaths(repositoryRoot).sessionEntry),
    startMethods: ['spawn'],
    ...(maxConcurrentRuns !== undefined && { maxConcurrentRuns }),
  })
  onTestFinished(() => lab.runs.dispose())
  return lab
}

/** Resolves with the first update that `isWanted`; rejects when the run ends before. */
export function waitForUpdate(run: Run, isWanted: (update: RunUpdate) => boolean): Promise<RunUpdate> {
  return new Promise((resolve, reject) => {
    const dispose = run.watch({
      emit: async (update) => {
        if (!isWanted(update)) return
        resolve(update)
        dispose()
      },
      end: () => reject(new Error(`The run ended before: ${JSON.stringify(run.report?.run)}`)),
    })
  })
}

export function source(text: string): { kind: 'source'; source: string; fileName: string } {
  return { kind: 'source', source: text, fileName: 'program.ts' }
}
