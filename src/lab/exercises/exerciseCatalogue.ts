import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { UserError } from '../../shared/errors.ts'
import { exerciseTopics, type ExerciseDescription } from '../../shared/exercise.ts'
import { suggest } from '../suggestions.ts'
import { readExercise, type LoadedExercise } from './loadExercise.ts'
import { problemLine } from './problems.ts'

/** A folder of a user's may be any folder: no more of its sub-folders are looked at. */
const mostExercises = 500

export interface ExerciseList {
  /** By topic, in the order of the folders' names. */
  exercises: ExerciseDescription[]
  /** Exercises of the user's that cannot be used: which and why. */
  problems: string[]
}

type Origin = ExerciseDescription['origin']

/** The exercises that came with Forkscope, and those of a folder of the user's. Read anew each time. */
export class ExerciseCatalogue {
  readonly #builtInFolder: string
  readonly #ownFolder: string | undefined

  /**
   * @param resources - the folder that holds `exercises`
   * @param ownFolder - a folder of the user's, with a folder for each exercise
   */
  constructor(resources: string, ownFolder?: string) {
    this.#builtInFolder = join(resources, 'exercises')
    this.#ownFolder = ownFolder === undefined ? undefined : resolve(ownFolder)
  }

  /** An exercise of the first hides one of the same name in the second. */
  get #folders(): string[] {
    return this.#ownFolder === undefined ? [this.#builtInFolder] : [this.#builtInFolder, this.#ownFolder]
  }

  async list(): Promise<ExerciseList> {
    const { found, problems } = await this.#load()
    return { exercises: found.map(({ loaded, origin }) => describe(loaded, origin)), problems }
  }

  /** @throws UserError `not-found`, naming what is near. */
  async get(id: string): Promise<LoadedExercise> {
    return (await this.#find(id)) ?? this.#search(id)
  }

  /** By its folder's name alone: the others need not be read. */
  async #find(id: string): Promise<LoadedExercise | undefined> {
    const paths: string[] = []
    for (const folder of this.#folders)
      for (const name of await exerciseFolders(folder, [])) paths.push(join(folder, name))
    const path =
      paths.find((each) => basename(each) === id) ?? paths.find((each) => slugOf(basename(each)) === id)
    return path === undefined ? undefined : (await readExercise(path)).loaded
  }

  async #search(id: string): Promise<LoadedExercise> {
    const { found, problems } = await this.#load()
    const entry =
      found.find(({ loaded }) => loaded.id === id) ?? found.find(({ loaded }) => slugOf(loaded.id) === id)
    if (entry) return entry.loaded
    const broken = problems.find((line) => line.startsWith(`${id}: `))
    if (broken !== undefined) throw new UserError('bad-input', `The exercise cannot be used. ${broken}`)
    const near = suggest(
      id,
      found.map(({ loaded }) => loaded.id),
    ).replace(/^ There is .*$/, '')
    throw new UserError('not-found', `There is no exercise '${id}'.${near} 'forkscope list' shows all.`)
  }

  async #load(): Promise<{ found: { loaded: LoadedExercise; origin: Origin }[]; problems: string[] }> {
    const problems: string[] = []
    const [builtIn = [], own = []] = await Promise.all(
      this.#folders.map((folder) => readAll(folder, problems)),
    )
    const taken = new Set(builtIn.map(({ id }) => id))
    const free = own.filter(({ id }) => !taken.has(id))
    for (const { id } of own.filter(({ id: name }) => taken.has(name)))
      problems.push(`${id}: An exercise of this name comes with Forkscope: rename the folder.`)
    const all = [
      ...builtIn.map((loaded) => ({ loaded, origin: 'built-in' as const })),
      ...free.map((loaded) => ({ loaded, origin: 'own' as const })),
    ]
    return { found: all.toSorted((a, b) => topicOf(a.loaded) - topicOf(b.loaded)), problems }
  }
}

async function readAll(folder: string, problems: string[]): Promise<LoadedExercise[]> {
  const names = await exerciseFolders(folder, problems)
  const read = await Promise.all(names.map((name) => readExercise(join(folder, name))))
  return read.flatMap(({ loaded, problems: found }, index) => {
    const [first] = found.filter(({ severity }) => severity === 'error')
    if (!loaded && first) problems.push(`${names[index]}: ${problemLine(first)}`)
    return loaded ? [loaded] : []
  })
}

async function exerciseFolders(folder: string, problems: string[]): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const names = entries
      .filter((entry) => isExerciseFolder(entry.name) && !entry.isFile())
      .map(({ name }) => name)
    const used = names.sort(new Intl.Collator('en', { numeric: true }).compare).slice(0, mostExercises)
    if (names.length > used.length)
      problems.push(`${folder}: Only the first ${mostExercises} exercises are shown.`)
    return used
  } catch (error) {
    problems.push(
      `${folder}: The folder of exercises cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    )
    return []
  }
}

function isExerciseFolder(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules'
}

function describe({ id, exercise }: LoadedExercise, origin: Origin): ExerciseDescription {
  const { title, topic, level, minutes, summary, explains } = exercise
  return { id, title, topic, level, minutes, summary, explains, origin }
}

function topicOf({ exercise }: LoadedExercise): number {
  return exerciseTopics.indexOf(exercise.topic)
}

/** `03-join` is found as `join` too. */
function slugOf(id: string): string {
  return id.replace(/^\d+-/, '')
}
