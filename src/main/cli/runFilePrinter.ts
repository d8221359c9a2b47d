import { basename } from 'node:path'
import type { RunFile } from '../../shared/runFile.ts'
import { inertLine } from './inertText.ts'
import { mapSummary } from './mapSummary.ts'
import { OutputPrinter } from './outputPrinter.ts'
import { failureLine, runSummary } from './runSummary.ts'
import type { Terminal } from './terminal.ts'

/** Prints a run from a file as the run itself was printed, and before it where it comes from. */
export function printRunFile(
  terminal: Terminal,
  path: string,
  { report, experiment, savedAtMs }: RunFile,
): void {
  const { run, machine } = report
  terminal.line(
    inertLine(
      `From a file: ${basename(path)}, saved ${instant(savedAtMs)}. It ran ${instant(Date.parse(run.startedAt))} on ${machine.platform}, ${machine.runtimeVersion}, ${machine.logicalCores} logical cores.`,
    ),
  )
  terminal.line()
  const printer = new OutputPrinter(terminal)
  printer.print({ snapshot: report, events: [], output: report.output })
  printer.finish()
  const lines = experiment ? mapSummary(experiment.report) : runSummary(report)
  for (const line of lines) terminal.line(line)
  const failure = failureLine(report)
  if (failure !== undefined) terminal.errorLine(failure)
}

/** UTC, as reports have it. */
function instant(unixMs: number): string {
  return `${new Date(unixMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
