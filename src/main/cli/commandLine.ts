import { Command, CommanderError, Option } from 'commander'
import { UserError } from '../../shared/errors.ts'
import { rightsNotice } from '../../shared/rightsNotice.ts'
import type { CommandContext } from './command.ts'
import { listCommand, showCommand, type CatalogueOptions, type ShowOptions } from './commands/catalogue.ts'
import { checkCommand, type CheckCommandOptions } from './commands/check.ts'
import { mapCommand, type MapCommandOptions } from './commands/map.ts'
import { lintCommand, newCommand } from './commands/newExercise.ts'
import { psCommand, type PsCommandOptions } from './commands/ps.ts'
import { runCommand, type RunCommandOptions } from './commands/run.ts'
import { serveCommand } from './commands/serve.ts'
import { typesCommand } from './commands/types.ts'
import { exitCodes } from './exitCodes.ts'
import { inertLine } from './inertText.ts'
import {
  parseChunkSizes,
  parseCount,
  parseItems,
  parseParam,
  parsePort,
  parseStartMethod,
  parseStartMethods,
  parseTimeout,
  parseWorkers,
} from './options.ts'

/**
 * Parses the command line and runs the command.
 * @returns the exit code
 * @throws what the command throws; mistakes in the command line itself are told on stderr
 */
export async function runCommandLine(
  args: readonly string[],
  context: CommandContext,
  version: string,
): Promise<number> {
  let exitCode: number = exitCodes.completed
  const done = (code: number): void => {
    exitCode = code
  }
  const cli = describeCli(context, version)
  addRun(cli, context, done, args.includes('--'))
  addMap(cli, context, done)
  addExercises(cli, context, done)
  addOthers(cli, context, done)
  try {
    await cli.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Commander has told what is wrong, or shown the help that was asked for.
    return error.exitCode === 0 ? exitCodes.completed : exitCodes.usage
  }
  return exitCode
}

function describeCli({ terminal }: CommandContext, version: string): Command {
  return new Command('forkscope')
    .description('Runs programs that use processes, pools, queues and pipes, and shows what really happens.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.writeError(text),
      outputError: (text, write) => write(oneLine(text)),
    })
    .showSuggestionAfterError()
    .exitOverride()
}

/** Commander sets its suggestion on a line of its own. */
function oneLine(text: string): string {
  const words = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
  return `${inertLine(words)}\n`
}

function addRun(
  cli: Command,
  context: CommandContext,
  done: (code: number) => void,
  hasSeparator: boolean,
): void {
  cli
    .command('run')
    .description('run a program and report its processes, queues and pipes')
    .argument(
      '<program>',
      'a program file (.ts, .js, …), or the name of a program or exercise that forkscope list shows',
    )
    .argument('[args...]', 'after --: passed to main as params.args')
    .option('-p, --param <name=value>', "a parameter of the program's main; may be repeated", parseParam)
    .option('-w, --workers <number>', 'the same as --param workers=<number>', parseCount(64))
    .option('-s, --start-method <method>', 'how its processes are started', parseStartMethod)
    .option('-t, --timeout <ms>', 'end it after this time', parseTimeout)
    .option('--json', 'print the report as JSON, and nothing else, on standard output')
    .option('--trace <file>', 'write a Chrome trace, which Perfetto opens')
    .option('--save <file>', saveHelp)
    .option('--program <file>', "of an exercise: run this program (default: the exercise's starter)")
    .addOption(new Option('--solution', 'of an exercise: run its solution').conflicts('program'))
    .option('--exercises <folder>', exercisesHelp)
    .addOption(new Option('--record').hideHelp())
    .addHelpText('after', rightsHelp)
    .action(async (program: string, args: string[], options: RunCommandOptions & { record?: boolean }) => {
      if (options.record) {
        throw new UserError(
          'unsupported',
          '--record: this version records no runs; --save <file> saves this one as a file, --json prints its report.',
        )
      }
      if (args.length > 0 && !hasSeparator) {
        throw new UserError(
          'usage',
          `'${args[0]}' is one argument too many: put arguments for the program after --.`,
        )
      }
      done(await runCommand(context, program, args, options))
    })
}

function addMap(cli: Command, context: CommandContext, done: (code: number) => void): void {
  cli
    .command('map')
    .description('measure what workers bring: a function over its items, serial and by pools')
    .argument('<workload>', 'a workload that forkscope list shows, or a function of yours: program.ts#fn')
    .option('-i, --items <number|folder>', 'how many items, or the folder whose files they are', parseItems)
    .option(
      '-w, --workers <list>',
      'numbers of workers: 1,2,4 or 1-4 (default: up to the cores)',
      parseWorkers,
    )
    .addOption(
      new Option('-c, --chunk-size <list>', 'items per task, as in auto,1,64')
        .argParser(parseChunkSizes)
        .default(['auto'], 'auto'),
    )
    .addOption(
      new Option('-s, --start-method <list>', 'how the workers are started; serial is the loop without any')
        .argParser(parseStartMethods)
        .default(['serial', 'spawn'], 'serial,spawn'),
    )
    .option('-r, --repeats <number>', 'how often each setting is measured', parseCount(100), 3)
    .option('-p, --param <name=value>', 'a parameter of the workload; may be repeated', parseParam)
    .option('-t, --timeout <ms>', 'end it after this time, with what was measured by then', parseTimeout)
    .option('--json', 'print the report as JSON, and nothing else, on standard output')
    .option('--csv', 'print the rows as CSV')
    .option('--save <file>', saveHelp)
    .addHelpText('after', rightsHelp)
    .action(async (workload: string, options: MapCommandOptions) => {
      done(await mapCommand(context, workload, options))
    })
}

const saveHelp = 'save the run as a file (.forkscope), which show and the interface open'
const rightsHelp = `\n${rightsNotice}`
const exercisesHelp = 'a folder with exercises of your own (or: FORKSCOPE_EXERCISES)'

function addExercises(cli: Command, context: CommandContext, done: (code: number) => void): void {
  cli
    .command('list')
    .description('the programs, workloads and exercises')
    .option('--json', 'print them as JSON')
    .option('--exercises <folder>', exercisesHelp)
    .action(async (options: CatalogueOptions) => done(await listCommand(context, options)))
  cli
    .command('show')
    .description(
      "an exercise's lesson, questions and checks; a program's source; a workload's parameters; a run that was saved",
    )
    .argument('<name>', 'a name that forkscope list shows, or a run file (.forkscope)')
    .option('--starter', "print an exercise's starter alone, as a file to begin with")
    .option('--hint <number>', 'print one hint of an exercise', parseCount(99))
    .option('--json', 'print it as JSON')
    .option('--exercises <folder>', exercisesHelp)
    .action(async (name: string, options: ShowOptions) => done(await showCommand(context, name, options)))
  cli
    .command('check')
    .description('grade a program, or every program of a folder, by what was observed of its runs')
    .argument('<exercise>', 'a name that forkscope list shows, or the folder of an exercise')
    .argument(
      '<program>',
      'a program, or a folder in which each program, or folder with one, is a submission',
    )
    .addOption(new Option('--json', 'print the report as JSON').conflicts(['junit', 'csv']))
    .addOption(new Option('--junit', 'print it as JUnit XML').conflicts('csv'))
    .option('--csv', 'print a line for each submission')
    .option('-j, --jobs <number>', 'submissions that run at the same time', parseCount(64))
    .option('-s, --start-method <method>', "default: the exercise's first", parseStartMethod)
    .option('--exercises <folder>', exercisesHelp)
    .addHelpText('after', rightsHelp)
    .action(async (exercise: string, path: string, options: CheckCommandOptions) =>
      done(await checkCommand(context, exercise, path, options)),
    )
  cli
    .command('new')
    .description('begin an exercise of your own: a small one that works')
    .argument('<name>', 'small letters, digits and hyphens, as in 03-join')
    .option('-d, --dir <folder>', 'where its folder is made', '.')
    .action(async (name: string, options: { dir: string }) => done(await newCommand(context, name, options)))
  cli
    .command('lint')
    .description('say what is wrong with an exercise')
    .argument('<folder>', 'the folder of the exercise')
    .action(async (folder: string) => done(await lintCommand(context, folder)))
}

function addOthers(cli: Command, context: CommandContext, done: (code: number) => void): void {
  cli
    .command('types')
    .description("what an editor needs to know of 'multiprocessing', written beside your programs")
    .option('-d, --dir <folder>', 'the folder of the programs', '.')
    .action(async (options: { dir: string }) => done(await typesCommand(context, options)))
  cli
    .command('serve')
    .description('the interface in a browser on this machine')
    .option('--port <number>', '0 takes a free one', parsePort, 0)
    .action(async (options: { port: number }) => done(await serveCommand(context, options)))
  cli
    .command('ps')
    .description("the machine's processes")
    .option('--tree', 'children below their parents')
    .option('--json', 'print the table as JSON')
    .action(async (options: PsCommandOptions) => done(await psCommand(context, options)))
}
