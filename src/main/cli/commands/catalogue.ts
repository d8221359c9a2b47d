import type { ExerciseCatalogue } from '../../../lab/exercises/exerciseCatalogue.ts'
import type { LoadedExercise } from '../../../lab/exercises/loadExercise.ts'
import { WorkloadCatalogue } from '../../../lab/experiments/workloadCatalogue.ts'
import { ProgramCatalogue } from '../../../lab/programs/programCatalogue.ts'
import { runtimePaths } from '../../../lab/runtimePaths.ts'
import { suggest } from '../../../lab/suggestions.ts'
import { isUserError, UserError } from '../../../shared/errors.ts'
import { exerciseTopics, type ExerciseDescription, type ExerciseTopic } from '../../../shared/exercise.ts'
import { isRunFileName } from '../../../shared/runFile.ts'
import type { Parameter, WorkloadDescription } from '../../../shared/workload.ts'
import { createCatalogue } from '../../services/createLab.ts'
import { loadRunFile } from '../../services/openedFilesStream.ts'
import type { CommandContext } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { showExercise } from '../exerciseText.ts'
import { printRunFile } from '../runFilePrinter.ts'
import { formatTable } from '../table.ts'
import type { Terminal } from '../terminal.ts'

export interface CatalogueOptions {
  json?: boolean
  /** A folder of the user's exercises. */
  exercises?: string
}

/** `forkscope list`: what can be run, mapped and learned. */
export async function listCommand(
  { root, terminal }: CommandContext,
  { json, exercises: folder }: CatalogueOptions,
): Promise<number> {
  const { programs, workloads } = catalogues(root)
  const { exercises, problems } = await createCatalogue(root, folder).list()
  for (const line of problems) terminal.errorLine(line)
  const found = { programs: await programs.list(), workloads: await workloads.list(), exercises }
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
    ...exerciseTopics.flatMap((topic) => topicRows(topic, exercises)),
  ]
  for (const line of sections(rows)) terminal.line(line)
  return exitCodes.completed
}

function topicRows(topic: ExerciseTopic, exercises: readonly ExerciseDescription[]): string[][] {
  const ofTopic = exercises.filter((exercise) => exercise.topic === topic)
  if (ofTopic.length === 0) return []
  const rows = ofTopic.map(({ id, title, level, minutes }) => [id, `${title} (${level}, ${minutes} min)`])
  return [['', ''], [`Exercises: ${topicWords(topic)} (forkscope show <name>)`, ''], ...rows]
}

function topicWords(topic: ExerciseTopic): string {
  return topic.replaceAll('-', ' ')
}

function sections(rows: string[][]): string[] {
  const width = Math.max(...rows.filter(([, text]) => text).map(([name = '']) => name.length))
  return rows.map(([name = '', text = '']) => (text ? `  ${name.padEnd(width)}  ${text}` : name))
}

export interface ShowOptions extends CatalogueOptions {
  starter?: boolean
  hint?: number
}

/** `forkscope show <name>`: a program's source, a workload's parameters, an exercise, or a run that was saved. */
export async function showCommand(
  { root, terminal }: CommandContext,
  name: string,
  options: ShowOptions,
): Promise<number> {
  if (isRunFileName(name)) return showRunFile(terminal, name, options)
  const { programs, workloads } = catalogues(root)
  const [programNames, workloadList] = await Promise.all([programs.list(), workloads.list()])
  const workload = workloadList.find(({ id }) => id === name)
  if (programNames.some(({ id }) => id === name)) {
    const source = await programs.read(name)
    if (options.json) terminal.json({ source })
    else terminal.write(source)
  } else if (workload) {
    if (options.json) terminal.json(workload)
    else for (const line of workloadLines(workload)) terminal.line(line)
  } else {
    const names = [...programNames, ...workloadList].map(({ id }) => id)
    showExercise(terminal, await findExercise(createCatalogue(root, options.exercises), name, names), options)
  }
  return exitCodes.completed
}

async function showRunFile(terminal: Terminal, path: string, { json }: ShowOptions): Promise<number> {
  const file = await loadRunFile(path)
  if (json) terminal.json(file)
  else printRunFile(terminal, path, file)
  return exitCodes.completed
}

async function findExercise(
  catalogue: ExerciseCatalogue,
  name: string,
  others: readonly string[],
): Promise<LoadedExercise> {
  return catalogue.get(name).catch((error: unknown) => {
    if (!isUserError(error) || error.code !== 'not-found') throw error
    const near = suggest(name, others)
    if (!near.includes('Did you mean')) throw error
    throw new UserError('not-found', `There is nothing called '${name}'.${near} 'forkscope list' shows all.`)
  })
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
