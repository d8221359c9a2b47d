import { open, type FileHandle } from 'node:fs/promises'
import { TraceRecorder } from '../../../lab/runs/traceRecorder.ts'
import type { Run } from '../../../lab/runs/run.ts'
import { UserError } from '../../../shared/errors.ts'
import type { RunReport } from '../../../shared/runReport.ts'
import type { RunUpdate } from '../../../shared/runUpdate.ts'
import type { StartMethod } from '../../../shared/units.ts'
import type { Lab } from '../../services/createLab.ts'
import type { CommandContext } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { OutputPrinter } from '../outputPrinter.ts'
import { programToRun, type NamedProgram } from '../programToRun.ts'
import { noteRights } from '../rightsNote.ts'
import { RunFileOutput } from '../runFileOutput.ts'
import { failureLine, runSummary } from '../runSummary.ts'
import { withLab } from '../withLab.ts'

export interface RunCommandOptions extends NamedProgram {
  param?: Record<string, unknown>
  workers?: number
  startMethod?: StartMethod
  timeout?: number
  json?: boolean
  /** File for a Chrome trace. */
  trace?: string
  /** File for the run itself. */
  save?: string
  /** A folder of the user's exercises. */
  exercises?: string
}

/** `forkscope run`: runs a program to its end, prints its output as it comes and then what it came to. */
export function runCommand(
  context: CommandContext,
  program: string,
  args: readonly string[],
  options: RunCommandOptions,
): Promise<number> {
  const run = async (lab: Lab): Promise<number> => {
    const saved = options.save === undefined ? undefined : await RunFileOutput.open(options.save)
    try {
      const report = await traced(options.trace, async (recorder) => {
        const run = await startRun(lab, context, program, args, options)
        return follow(run, context, options, recorder)
      })
      const exitCode = conclude(report, context, options)
      await saved?.save({ name: report.run.program, report })
      return exitCode
    } finally {
      await saved?.close()
    }
  }
  return withLab(context, run, { exercises: options.exercises })
}

/** Runs `action`, and writes what it recorded of the run to `file` where one is named. */
async function traced(
  file: string | undefined,
  action: (recorder: TraceRecorder | undefined) => Promise<RunReport>,
): Promise<RunReport> {
  if (file === undefined) return action(undefined)
  const trace = await openTrace(file)
  try {
    const recorder = new TraceRecorder()
    const report = await action(recorder)
    await trace.writeFile(recorder.toJson(report))
    return report
  } finally {
    await trace.close()
  }
}

async function startRun(
  lab: Lab,
  { terminal }: CommandContext,
  program: string,
  args: readonly string[],
  options: RunCommandOptions,
): Promise<Run> {
  const params = {
    ...options.param,
    ...(options.workers !== undefined && { workers: options.workers }),
    ...(args.length > 0 && { args }),
  }
  const { isFromElsewhere, ...found } = await programToRun(lab, program, params, options)
  if (isFromElsewhere) await noteRights(terminal)
  const { startMethod = found.startMethod, timeout: timeoutMs = found.timeoutMs } = options
  return lab.runs.startProgram({ ...found, timeoutMs, ...(startMethod && { startMethod }) })
}

async function follow(
  run: Run,
  { terminal, ending }: CommandContext,
  { json }: RunCommandOptions,
  recorder: TraceRecorder | undefined,
): Promise<RunReport> {
  const printer = json ? undefined : new OutputPrinter(terminal)
  const stop = (): void => run.stop()
  ending.addEventListener('abort', stop)
  if (ending.aborted) stop()
  const ended = new Promise<void>((resolve) => {
    const emit = async (update: RunUpdate): Promise<void> => {
      printer?.print(update)
      recorder?.add(update)
    }
    run.watch({ emit, end: resolve }, { output: 'all' })
  })
  await ended
  ending.removeEventListener('abort', stop)
  printer?.finish()
  return run.ended
}

function conclude(
  report: RunReport,
  { terminal, ending }: CommandContext,
  { json }: RunCommandOptions,
): number {
  if (json) terminal.json(report)
  else for (const line of runSummary(report)) terminal.line(line)
  const failure = ending.aborted ? undefined : failureLine(report)
  if (failure !== undefined) terminal.errorLine(failure)
  return outcomeExitCode(report)
}

export function outcomeExitCode({ run }: RunReport): number {
  switch (run.outcome) {
    case 'completed':
      return exitCodes.completed
    case 'timeout':
    case 'deadlocked':
      return exitCodes.timeout
    default:
      return exitCodes.failed
  }
}

/** Opened before the run: that the file cannot be written is told at once. */
async function openTrace(file: string): Promise<FileHandle> {
  return open(file, 'w').catch((error: NodeJS.ErrnoException) => {
    throw new UserError('usage', `The trace cannot be written to '${file}' (${error.code ?? error.message}).`)
  })
}
