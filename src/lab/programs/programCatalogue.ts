import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { UserError } from '../../shared/errors.ts'
import { programDescriptionSchema, type ProgramDescription } from '../../shared/workload.ts'
import { suggest } from '../suggestions.ts'

const catalogueSchema = z.array(programDescriptionSchema.extend({ file: z.string() }))

/** The programs that come with Forkscope. Read once, when first asked. */
export class ProgramCatalogue {
  readonly #folder: string
  #entries: Promise<z.infer<typeof catalogueSchema>> | undefined

  /** @param resources - the folder that holds `programs` */
  constructor(resources: string) {
    this.#folder = join(resources, 'programs')
  }

  async list(): Promise<ProgramDescription[]> {
    return (await this.#load()).map(({ file: _file, ...description }) => description)
  }

  /** @throws UserError `not-found`, naming what is near. */
  async get(id: string): Promise<ProgramDescription & { path: string }> {
    const entries = await this.#load()
    const entry = entries.find((candidate) => candidate.id === id)
    const ids = entries.map((candidate) => candidate.id)
    if (!entry) throw new UserError('not-found', `There is no program '${id}'.${suggest(id, ids)}`)
    const { file, ...description } = entry
    return { ...description, path: join(this.#folder, file) }
  }

  /** The program's source text. */
  async read(id: string): Promise<string> {
    return readFile((await this.get(id)).path, 'utf8')
  }

  #load(): Promise<z.infer<typeof catalogueSchema>> {
    this.#entries ??= readFile(join(this.#folder, 'catalogue.json'), 'utf8').then((text) =>
      catalogueSchema.parse(JSON.parse(text)),
    )
    return this.#entries
  }
}
