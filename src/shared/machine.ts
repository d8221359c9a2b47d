import * as z from 'zod'

/** What a machine is, as far as a run's figures depend on it. */
export const machineInfoSchema = z.object({
  logicalCores: z.number().int().positive(),
  /** Logical cores that programs may use, where those are fewer: a container's, or those of an affinity. */
  usableCores: z.number().int().positive().optional(),
  physicalCores: z.number().int().positive(),
  memoryBytes: z.number().int().positive(),
  platform: z.string(),
  /** For example `node 24.21.0`. */
  runtimeVersion: z.string(),
})
export type MachineInfo = z.infer<typeof machineInfoSchema>

/** How many workers can compute at the same time. */
export function coresToUse({ usableCores, logicalCores }: MachineInfo): number {
  return usableCores ?? logicalCores
}

/** One sample of the whole machine. */
export const machineLoadSchema = z.object({
  /** Unix time of the sample, in ms. */
  atMs: z.number(),
  /** Busy share of each logical core since the sample before, 0–100, in core order. */
  cores: z.array(z.number()),
  /** Mean of `cores`. */
  cpuPercent: z.number(),
  memoryUsedBytes: z.number(),
  memoryTotalBytes: z.number(),
  /** CPU of Forkscope's own host process since the sample before, in percent of one core. */
  ownCpuPercent: z.number(),
})
export type MachineLoad = z.infer<typeof machineLoadSchema>

/** State of a process in the words of `ps`; `other` where the system tells none. */
export const processStateSchema = z.enum([
  'running',
  'sleeping',
  'disk-sleep',
  'stopped',
  'zombie',
  'idle',
  'other',
])
export type ProcessState = z.infer<typeof processStateSchema>

/** A row of the machine's process table. */
export const processRowSchema = z.object({
  pid: z.number().int(),
  parentPid: z.number().int(),
  name: z.string(),
  /** The command line, at most 1,024 characters. */
  command: z.string(),
  user: z.string(),
  state: processStateSchema,
  /** Percent of one core since the sample before (the first sample: since its start). */
  cpuPercent: z.number(),
  rssBytes: z.number(),
  threads: z.number().int(),
  /** Unix time of its start in ms; 0 where unknown. */
  startedAt: z.number(),
  /**
   * Opaque identity of this very process: pid and start time. It is what `processes.end` takes, so that a
   * pid that was reused meanwhile is refused.
   */
  handle: z.string(),
  /** The run that this process belongs to, when it is one of Forkscope's. */
  runId: z.string().optional(),
  /** Whether the user may end it: own process, not Forkscope's host itself. */
  canEnd: z.boolean(),
})
export type ProcessRow = z.infer<typeof processRowSchema>

export const processTableSchema = z.object({
  atMs: z.number(),
  rows: z.array(processRowSchema),
  /** Processes that were there but are left out because the table is full. */
  omitted: z.number().int(),
})
export type ProcessTable = z.infer<typeof processTableSchema>
