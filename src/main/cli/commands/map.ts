import { isUserError, UserError } from '../../../shared/errors.ts'
import {
  experimentSpecSchema,
  type ExperimentReport,
  type ExperimentSource,
  type ExperimentSpec,
  type ExperimentStartMethod,
} from '../../../shared/experiment.ts'
import type { Progress } from '../../../shared/runUpdate.ts'
import type { StartedExperiment } from '../../../lab/experiments/experimentService.ts'
import type { RunToSave } from '../../../shared/runFileText.ts'
import { formatDuration } from '../../../lab/words.ts'
import type { CommandContext } from '../command.ts'
import { csvLine } from '../csv.ts'
import { exitCodes } from '../exitCodes.ts'
import { mapSummary } from '../mapSummary.ts'
import { isShippedFile, noteRights } from '../rightsNote.ts'
import { RunFileOutput } from '../runFileOutput.ts'
import { withLab } from '../withLab.ts'
import { outcomeExitCode } from './run.ts'

export interface MapCommandOptions {
  items?: number | string
  workers?: number[]
  chunkSize: (number | 'auto')[]
  startMethod: ExperimentStartMethod[]
  repeats: number
  timeout?: number
  param?: Record<string, unknown>
  json?: boolean
  csv?: boolean
  /** File for the run itself. */
  save?: string
}

/** `forkscope map`: conducts an experiment and prints what the workers brought. */
export function mapCommand(
  context: CommandContext,
  subject: string,
  options: MapCommandOptions,
): Promise<number> {
  if (options.json && options.csv)
    throw new UserError('usage', '--json and --csv exclude each other: choose one.')
  return withLab(context, async (lab) => {
    const spec = specOf(subject, options, lab.machine.logicalCores)
    const saved = options.save === undefined ? undefined : await RunFileOutput.open(options.save)
    try {
      if (isFromElsewhere(spec, lab.paths.resources)) await noteRights(context.terminal)
      const started = await lab.experiments.start(spec)
      await follow(started, context)
      const exitCode = await conclude(started, context, options)
      if (saved) await saved.save(await runToSave(started))
      return exitCode
    } finally {
      await saved?.close()
    }
  })
}

function isFromElsewhere({ source }: ExperimentSpec, resources: string): boolean {
  return source.kind === 'file' && !isShippedFile(source.path, resources)
}

/** Of an experiment that failed its run, which may tell why. */
async function runToSave({ run, outcome }: StartedExperiment): Promise<RunToSave> {
  const report = await run.ended
  const experiment = await outcome.catch(() => undefined)
  return {
    name: experiment?.report.workload ?? report.run.program,
    report,
    ...(experiment && { experiment }),
  }
}

function specOf(subject: string, options: MapCommandOptions, cores: number): ExperimentSpec {
  const parsed = experimentSpecSchema.safeParse({
    source: sourceOf(subject),
    params: options.param ?? {},
    items: options.items,
    workers: options.workers ?? defaultWorkers(cores),
    chunkSizes: options.chunkSize,
    startMethods: options.startMethod,
    repeats: options.repeats,
    timeoutMs: options.timeout,
  })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new UserError('usage', `The experiment is wrong at ${issue?.path.join('.')}: ${issue?.message}.`)
}

function sourceOf(subject: string): ExperimentSource {
  const hash = subject.lastIndexOf('#')
  if (hash > 0 && hash < subject.length - 1) {
    return { kind: 'file', path: subject.slice(0, hash), exportName: subject.slice(hash + 1) }
  }
  if (/[\\/#]|\.[cm]?[jt]sx?$/.test(subject)) {
    throw new UserError('usage', `Name the function of '${subject}' too, as in program.ts#square.`)
  }
  return { kind: 'workload', workload: subject }
}

/** Powers of two up to the number of cores, and that number. */
function defaultWorkers(cores: number): number[] {
  const counts: number[] = []
  for (let count = 1; count < Math.min(cores, 64); count *= 2) counts.push(count)
  return [...counts, Math.min(cores, 64)]
}

async function follow({ run }: StartedExperiment, { terminal, ending }: CommandContext): Promise<void> {
  const stop = (): void => run.stop()
  ending.addEventListener('abort', stop)
  if (ending.aborted) stop()
  await new Promise<void>((resolve) => {
    run.watch({
      emit: async ({ snapshot }) => {
        if (terminal.canRewrite && snapshot.progress) terminal.writeError(progressLine(snapshot.progress))
      },
      end: resolve,
    })
  })
  if (terminal.canRewrite) terminal.writeError(eraseLine)
  ending.removeEventListener('abort', stop)
}

/** Our own control characters: back to the line's beginning, erase it. */
const eraseLine = '\r\u001b[K'

function progressLine({ label, done, total, remainingMs }: Progress): string {
  const percent = total > 0 ? Math.floor((done / total) * 100) : 0
  const left = remainingMs === null ? '' : `, about ${formatDuration(remainingMs)} left`
  return `${eraseLine}${String(percent).padStart(3)} %  ${label}${left}`
}

async function conclude(
  { run, outcome }: StartedExperiment,
  { terminal, ending }: CommandContext,
  options: MapCommandOptions,
): Promise<number> {
  const runReport = await run.ended
  try {
    print((await outcome).report, terminal, options)
  } catch (error) {
    if (!isUserError(error)) throw error
    if (!ending.aborted) terminal.errorLine(error.message)
    return error.code === 'bad-input' && runReport.run.outcome === 'failed'
      ? exitCodes.usage
      : outcomeExitCode(runReport)
  }
  if (runReport.run.outcome === 'timeout' && runReport.run.error)
    terminal.errorLine(runReport.run.error.message)
  return outcomeExitCode(runReport)
}

function print(
  report: ExperimentReport,
  terminal: CommandContext['terminal'],
  { json, csv }: MapCommandOptions,
): void {
  if (json) return terminal.json(report)
  const lines = csv ? csvLines(report) : mapSummary(report)
  for (const line of lines) terminal.line(line)
}

const csvColumns = [
  'startMethod',
  'workers',
  'chunkSize',
  'repeats',
  'medianMs',
  'minMs',
  'maxMs',
  'speedUp',
  'efficiency',
  'startUpMs',
  'transferMs',
  'waitMs',
  'workMs',
  'resultDigest',
] as const

function csvLines({ rows }: ExperimentReport): string[] {
  return [csvLine(csvColumns), ...rows.map((row) => csvLine(csvColumns.map((column) => row[column])))]
}
