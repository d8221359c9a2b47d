import { writeFileSync } from 'node:fs'
import { allCases } from './cases/index.ts'
import { fullSizes, quickSizes } from './cases/sizes.ts'
import type { BenchCase } from './contract.ts'
import { BenchError, parseOptions, usage, type BenchOptions } from './options.ts'
import { judgeFloors } from './report/floors.ts'
import { caseText, floorsText, machineText } from './report/table.ts'
import { endProcessesWithMark } from './runner/leftovers.ts'
import { describeMachine } from './runner/machine.ts'
import { Patience } from './runner/patience.ts'
import type { BenchReport, CaseResult } from './runner/results.ts'
import { runCase } from './runner/runCase.ts'
import { ensureBuilt } from './runner/ensureBuilt.ts'

/** `npm run bench`: Forkscope and its peers in one run, see README.md. */

/** What waiting for a quiet machine and measuring again may cost altogether. */
const patienceMs = { quick: 15_000, full: 300_000 }

async function main(args: string[]): Promise<number> {
  const options = parseOptions(
    args,
    allCases(quickSizes).map(({ id }) => id),
  )
  if (options.isHelp) {
    console.log(usage)
    return 0
  }
  ensureBuilt()
  const report = await measureAll(options)
  if (report.floors.length > 0) console.log(`${floorsText(report.floors)}\n`)
  if (options.jsonFile !== undefined) {
    writeFileSync(options.jsonFile, `${JSON.stringify(report, null, 2)}\n`)
    console.log(`The whole report is in ${options.jsonFile}.`)
  }
  return exitCode(report, options)
}

async function measureAll(options: BenchOptions): Promise<BenchReport> {
  const started = new Date()
  const sizes = options.isQuick ? quickSizes : fullSizes
  const machine = describeMachine()
  console.log(`${machineText(machine)}\n`)
  const patience = new Patience(patienceMs[sizes.mode])
  const cases: CaseResult[] = []
  for (const benchCase of allCases(sizes).filter((each) => isChosen(each, options))) {
    const rounds = options.rounds ?? sizes.rounds
    const result = await runCase(benchCase, { rounds, patience, onTurn: showProgress })
    showProgress('')
    console.log(`${caseText(result)}\n`)
    cases.push(result)
  }
  return {
    schema: 1,
    startedAt: started.toISOString(),
    durationMs: Date.now() - started.getTime(),
    mode: sizes.mode,
    machine,
    cases,
    floors: judgeFloors(cases),
  }
}

function isChosen({ id }: BenchCase, { only }: BenchOptions): boolean {
  return only.length === 0 || only.some((prefix) => id.startsWith(prefix))
}

/** One line that is overwritten; nothing where nobody watches. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

/** 1 when Forkscope failed or gave wrong results in any round, or, with `--check`, when a floor was missed on a quiet machine. */
function exitCode({ cases, floors }: BenchReport, { isCheck }: BenchOptions): number {
  const isFailed = cases.some(({ contenders }) =>
    contenders.some(({ kind, failures }) => kind === 'forkscope' && failures.length > 0),
  )
  return isFailed || (isCheck && floors.some(({ verdict }) => verdict === 'missed')) ? 1 : 0
}

// Contenders lead process groups of their own: a terminal's Ctrl-C does not reach them.
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const) {
  process.on(signal, () => {
    endProcessesWithMark()
    process.exit(128 + number)
  })
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof BenchError)) throw error
  console.error(error.message)
  process.exitCode = error.exitCode
}
