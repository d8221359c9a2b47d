import { join } from 'node:path'
import * as z from 'zod'
import { KeptFile } from '../../lab/keptFile.ts'
import { settingsSchema, type Settings } from '../../shared/settings.ts'
import { dataFolder } from './dataFolder.ts'

const fileSchema = settingsSchema.extend({ schema: z.literal(1) })

type ChangedSettings = { [K in keyof Settings]?: Settings[K] | undefined }

/** The user's settings in `settings.json` of the data folder, for the pages of a host and for the command line. */
export class SettingsStore {
  readonly #kept: KeptFile<z.infer<typeof fileSchema>>

  constructor(file = join(dataFolder(), 'settings.json')) {
    const empty = () => fileSchema.parse({ schema: 1 })
    this.#kept = new KeptFile({ file, schema: fileSchema, empty, noun: 'settings' })
  }

  /** @throws UserError when they cannot be read */
  async read(): Promise<Settings> {
    const { schema: _, ...settings } = await this.#kept.read()
    return settings
  }

  /**
   * Who wants the notice of rights again wants it of the command line too.
   * @throws UserError when they cannot be written
   */
  async change(change: ChangedSettings): Promise<Settings> {
    const { schema: _, ...settings } = await this.#kept.change((before) => {
      const asksAgain = change.isRightsNoticeAccepted === false
      const { isRightsNoticeAccepted = before.isRightsNoticeAccepted, lastView = before.lastView } = change
      const { isRightsNoticePrinted = before.isRightsNoticePrinted && !asksAgain } = change
      return { schema: 1, isRightsNoticeAccepted, isRightsNoticePrinted, lastView }
    })
    return settings
  }
}
