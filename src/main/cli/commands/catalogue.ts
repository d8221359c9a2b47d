import { WorkloadCatalogue } from '../../../lab/experiments/workloadCatalogue.ts'
import { ProgramCatalogue } from '../../../lab/programs/programCatalogue.ts'
import { runtimePaths } from '../../../lab/runtimePaths.ts'
import { suggest } from '../../../lab/suggestions.ts'
import { UserError } from '../../../shared/errors.ts'
import type { Parameter, WorkloadDescription } from '../../../shared/workload.ts'
import type { CommandContext } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { formatTable } from '../table.ts'

/** `forkscope list`: what can be run and mapped. */
export async function listCommand(
  { root, terminal }: CommandContext,
  { json }: { json?: boolean },
): Promise<number> {
  const { programs, workloads } = catalogues(root)
  const found = { programs: await programs.list(), workloads: await workloads.list() }
  if (json) {
    terminal.json(found)
    return exitCodes.completed
  }
  const row = ({ id, summary }: { id: string; summary: string }): string[] => [id, summary]
  const rows = [
    ['Programs (forkscope run <name>)', ''],
    ...found.programs.map(row),
    ['', ''],
    ['Workloads (forkscope map <name>)', ''],
    ...found.workloads.map(row),
  ]
  for (const line of sections(rows)) terminal.line(line)
  return exitCodes.completed
}

function sections(rows: string[][]): string[] {
  const width = Math.max(...rows.filter(([, text]) => text).map(([name = '']) => name.length))
  return rows.map(([name = '', text = '']) => (text ? `  ${name.padEnd(width)}  ${text}` : name))
}

/** `forkscope show <name>`: a program's source, or a workload's parameters. */
export async function showCommand({ root, terminal }: CommandContext, name: string): Promise<number> {
  const { programs, workloads } = catalogues(root)
  const [programNames, workloadList] = await Promise.all([programs.list(), workloads.list()])
  if (programNames.some(({ id }) => id === name)) {
    terminal.write(await programs.read(name))
    return exitCodes.completed
  }
  const workload = workloadList.find(({ id }) => id === name)
  if (!workload) {
    const names = [...programNames, ...workloadList].map(({ id }) => id)
    throw new UserError(
      'not-found',
      `There is nothing called '${name}'.${suggest(name, names)} 'forkscope list' shows all.`,
    )
  }
  for (const line of workloadLines(workload)) terminal.line(line)
  return exitCodes.completed
}

function workloadLines({
  id,
  title,
  summary,
  parameters,
  itemsFrom,
  defaultItems,
}: WorkloadDescription): string[] {
  const items =
    itemsFrom === 'folder'
      ? '--items <folder>'
      : `--items <number>, by default ${defaultItems.toLocaleString('en-US')}`
  const columns = [
    { title: 'parameter', text: ({ name }: Parameter) => name },
    { title: 'default', text: (parameter: Parameter) => String(parameter.default) },
    { title: 'values', text: valuesText },
    { title: '', text: ({ help }: Parameter) => help },
  ]
  return [
    `${title} (forkscope map ${id})`,
    summary,
    '',
    `Items: ${items}`,
    ...(parameters.length > 0
      ? ['', 'Set with --param name=value:', ...formatTable(columns, parameters)]
      : []),
  ]
}

function valuesText(parameter: Parameter): string {
  if (parameter.type === 'choice') return parameter.choices.join(', ')
  const range = `${parameter.min.toLocaleString('en-US')} to ${parameter.max.toLocaleString('en-US')}`
  return parameter.unit ? `${range} ${parameter.unit}` : range
}

function catalogues(root: string): { programs: ProgramCatalogue; workloads: WorkloadCatalogue } {
  const { resources } = runtimePaths(root)
  return { programs: new ProgramCatalogue(resources), workloads: new WorkloadCatalogue(resources) }
}
