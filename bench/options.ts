import { accessSync, constants } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface BenchOptions {
  isQuick: boolean
  /** Where to write the report as JSON. */
  jsonFile?: string
  /** Ids of cases, or beginnings of ids (`map` for all maps); empty for all. */
  only: string[]
  isCheck: boolean
  rounds?: number
  isHelp: boolean
}

export const usage = `npm run bench -- [options]

  --quick         fewer rounds and smaller amounts: about three minutes
  --only <ids>    only these cases, comma-separated; a beginning is enough: --only map,queue-small
  --rounds <n>    how often everybody is measured (default 7, with --quick 2)
  --json <file>   writes the whole report
  --check         exit code 1 when a floor is missed on a quiet machine
  --help          prints this`

/** Told in one line, without a stack. */
export class BenchError extends Error {
  override name = 'BenchError'
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message)
    this.exitCode = exitCode
  }
}

/** A wrong option of the user. */
export class UsageError extends BenchError {
  override name = 'UsageError'

  constructor(message: string) {
    super(message, 2)
  }
}

/**
 * @param caseIds - what `--only` may name.
 * @throws UsageError
 */
export function parseOptions(args: string[], caseIds: readonly string[]): BenchOptions {
  const values = parse(args)
  const only = (values.only ?? []).flatMap((ids) => ids.split(',')).filter((id) => id !== '')
  const unknown = only.find((prefix) => !caseIds.some((id) => id.startsWith(prefix)))
  if (unknown !== undefined) {
    throw new UsageError(`--only: there is no case ${unknown}; there are ${caseIds.join(', ')}.`)
  }
  return {
    isQuick: values.quick ?? false,
    isCheck: values.check ?? false,
    isHelp: values.help ?? false,
    only,
    ...(values.json === undefined ? {} : { jsonFile: checkWritable(values.json) }),
    ...(values.rounds === undefined ? {} : { rounds: parseRounds(values.rounds) }),
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        quick: { type: 'boolean' },
        only: { type: 'string', multiple: true },
        rounds: { type: 'string' },
        json: { type: 'string' },
        check: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new UsageError(`${(error as Error).message} See npm run bench -- --help.`)
  }
}

/** Asked before minutes of measuring rather than after. */
function checkWritable(file: string): string {
  try {
    accessSync(dirname(resolve(file)), constants.W_OK)
    return file
  } catch {
    throw new UsageError(`--json: the folder of ${file} cannot be written to.`)
  }
}

function parseRounds(text: string): number {
  const rounds = Number(text)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) {
    throw new UsageError(`--rounds takes a whole number from 1 to 100, and '${text}' is none.`)
  }
  return rounds
}
