import * as z from 'zod'
import { resultViews } from './experiment.ts'

/** A parameter of a workload or program, enough for a form and for validation. */
export const parameterSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('integer'),
    name: z.string(),
    label: z.string(),
    help: z.string(),
    default: z.number().int(),
    min: z.number().int(),
    max: z.number().int(),
    unit: z.string().optional(),
  }),
  z.object({
    type: z.literal('number'),
    name: z.string(),
    label: z.string(),
    help: z.string(),
    default: z.number(),
    min: z.number(),
    max: z.number(),
    unit: z.string().optional(),
  }),
  z.object({
    type: z.literal('choice'),
    name: z.string(),
    label: z.string(),
    help: z.string(),
    default: z.string(),
    choices: z.array(z.string()),
  }),
])
export type Parameter = z.infer<typeof parameterSchema>

/** A workload of the catalogue, as the interface and `forkscope list` show it. */
export const workloadDescriptionSchema = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  parameters: z.array(parameterSchema),
  /** `count`: items are numbered; `folder`: the items are the files of a folder that the user names. */
  itemsFrom: z.enum(['count', 'folder']),
  defaultItems: z.number().int(),
  view: z.enum(resultViews),
})
export type WorkloadDescription = z.infer<typeof workloadDescriptionSchema>

/** A program that comes with Forkscope. */
export const programDescriptionSchema = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  topic: z.string(),
})
export type ProgramDescription = z.infer<typeof programDescriptionSchema>
