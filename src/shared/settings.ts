import * as z from 'zod'

/** What the host keeps for the user, for every page and for the command line. */
export const settingsSchema = z.object({
  /** The user has read that programs run with their rights, and wanted to run one from elsewhere. */
  isRightsNoticeAccepted: z.boolean().default(false),
  /** The command line has said so. */
  isRightsNoticePrinted: z.boolean().default(false),
  /** The view that was open last; null before the first start. */
  lastView: z.string().max(40).nullable().default(null),
})
export type Settings = z.infer<typeof settingsSchema>

/** What a page may change. */
export const settingsChangeSchema = z.strictObject({
  isRightsNoticeAccepted: z.boolean().optional(),
  lastView: z.string().max(40).optional(),
})
export type SettingsChange = z.infer<typeof settingsChangeSchema>
