import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { UserError } from '../../shared/errors.ts'
import { workloadDescriptionSchema, type WorkloadDescription } from '../../shared/workload.ts'
import { suggest } from '../suggestions.ts'

const entrySchema = workloadDescriptionSchema.extend({ function: z.string() })
type Entry = z.infer<typeof entrySchema>

export type Workload = WorkloadDescription & {
  /** Absolute path of its module, which exports `items` and the mapped function. */
  path: string
  functionName: string
}

/** The workloads that come with Forkscope. Read once, when first asked. */
export class WorkloadCatalogue {
  readonly #folder: string
  #entries: Promise<Entry[]> | undefined

  /** @param resources - the folder that holds `workloads` */
  constructor(resources: string) {
    this.#folder = join(resources, 'workloads')
  }

  async list(): Promise<WorkloadDescription[]> {
    return (await this.#load()).map(({ function: _name, ...description }) => description)
  }

  /** @throws UserError `not-found`, naming what is near. */
  async get(id: string): Promise<Workload> {
    const entries = await this.#load()
    const entry = entries.find((candidate) => candidate.id === id)
    const ids = entries.map((candidate) => candidate.id)
    if (!entry) throw new UserError('not-found', `There is no workload '${id}'.${suggest(id, ids)}`)
    const { function: functionName, ...description } = entry
    return { ...description, functionName, path: join(this.#folder, `${id}.ts`) }
  }

  #load(): Promise<Entry[]> {
    this.#entries ??= readFile(join(this.#folder, 'catalogue.json'), 'utf8').then((text) =>
      z.array(entrySchema).parse(JSON.parse(text)),
    )
    return this.#entries
  }
}
