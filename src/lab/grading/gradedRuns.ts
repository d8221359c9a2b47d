import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Exercise, ExerciseCase } from '../../shared/exercise.ts'
import type { StartMethod } from '../../shared/units.ts'
import { caseParams } from '../exercises/caseParams.ts'
import { bundleProgram } from '../programs/bundleProgram.ts'
import type { ProgramInput } from '../programs/programSource.ts'
import { createTemporaryFolder, removeTemporaryFolder } from '../programs/temporaryFolder.ts'
import type { Run } from '../runs/run.ts'
import { requireMain, type RunService } from '../runs/runService.ts'
import { LimitWatch } from './limitWatch.ts'
import type { ObservedRun } from './verdict.ts'

const markName = 'FORKSCOPE_GRADED_RUN'
const maxResultBytes = 16 * 1024 * 1024
/** Nobody waits for the time-out of a run of which it is known that it never ends. */
const endDeadlockedAfterMs = 1_000

export interface CaseRun {
  run: Run
  /** Resolves when all of the run is gone, with what was observed of it. Never rejects. */
  observed: Promise<ObservedRun>
}

/**
 * Starts one run of a program for a case of an exercise, within the exercise's limits. It works in a folder of its
 * own, which is also its folder for temporary files, and goes with it.
 * @throws UserError when it is no program, or too many runs go on
 */
export async function startCase(
  runs: RunService,
  { program, exercise, of, startMethod, libraryEntry }: CaseRequest,
): Promise<CaseRun> {
  return runs.prepare(async () => {
    const bundled = await bundleProgram(program, { libraryEntry })
    await requireMain(bundled)
    const home = await createTemporaryFolder()
    try {
      const folder = join(home, 'work')
      await mkdir(folder)
      const mark = { name: markName, value: randomBytes(16).toString('hex'), folder }
      const { limits } = exercise
      const run = runs.startBundled({
        program: bundled,
        params: caseParams(exercise, of),
        startMethod,
        timeoutMs: limits.timeoutMs,
        maxProcesses: limits.processes,
        session: {
          workingDirectory: folder,
          maxOutputBytes: limits.outputKb * 1024,
          maxResultBytes,
          endDeadlockedAfterMs,
          env: { ...environment(limits.memoryMb, folder), [markName]: mark.value },
        },
      })
      const watch = new LimitWatch(run, mark, limits)
      return { run, observed: observe(run, watch, home) }
    } catch (error) {
      await bundled.dispose()
      await removeTemporaryFolder(home)
      throw error
    }
  })
}

export interface CaseRequest {
  program: ProgramInput
  exercise: Exercise
  of: ExerciseCase
  startMethod: StartMethod
  libraryEntry: string
}

async function observe(run: Run, watch: LimitWatch, home: string): Promise<ObservedRun> {
  const report = await run.ended
  await watch.finish()
  await removeWholly(home)
  return { report, exceeded: watch.exceeded }
}

/** V8 ends a process whose heap exceeds the limit by itself, and says so; what lies outside of it is watched. */
function environment(memoryMb: number, folder: string): Record<string, string> {
  const options = [process.env['NODE_OPTIONS'], `--max-old-space-size=${memoryMb}`].filter(Boolean).join(' ')
  return { NODE_OPTIONS: options, TMPDIR: folder, TMP: folder, TEMP: folder }
}

/** Also where the program closed its folders to its own user. */
async function removeWholly(folder: string): Promise<void> {
  try {
    await removeTemporaryFolder(folder)
  } catch {
    await openFolders(folder)
    await removeTemporaryFolder(folder).catch(() => {})
  }
}

async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o700).catch(() => {})
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) if (entry.isDirectory()) await openFolders(join(folder, entry.name))
}
