import { createLab, type Lab, type LabOptions } from '../services/createLab.ts'
import { workerThreadSessions } from '../services/workerThreadSessions.ts'
import { runtimePaths } from '../../lab/runtimePaths.ts'
import type { CommandContext } from './command.ts'
import { cliStartMethods } from './cliStartMethods.ts'

/** Gives `action` a lab and ends it afterwards, with every run in it. */
export async function withLab<T>(
  { root }: CommandContext,
  action: (lab: Lab) => Promise<T>,
  options: Partial<Pick<LabOptions, 'createSession' | 'maxConcurrentRuns' | 'exercises'>> = {},
): Promise<T> {
  const lab = await createLab({
    root,
    createSession: workerThreadSessions(runtimePaths(root).sessionEntry),
    startMethods: cliStartMethods,
    workingDirectory: process.cwd(),
    ...options,
  })
  try {
    return await action(lab)
  } finally {
    await lab.runs.dispose()
  }
}
