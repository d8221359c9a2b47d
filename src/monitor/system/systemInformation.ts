import type { Systeminformation } from 'systeminformation'

/**
 * The part of the package `systeminformation` that the monitor uses: for the description of the machine
 * everywhere, for the rest on systems without `/proc`. Tests pass an object of their own.
 */
export interface SystemInformation {
  cpu(): Promise<Pick<Systeminformation.CpuData, 'physicalCores'>>
  currentLoad(): Promise<{ cpus: readonly { load: number }[] }>
  mem(): Promise<{ total: number; active: number }>
  processes(): Promise<{ list: readonly SystemProcess[] }>
}

export type SystemProcess = Pick<
  Systeminformation.ProcessesProcessData,
  'pid' | 'parentPid' | 'name' | 'cpu' | 'memRss' | 'started' | 'state' | 'user' | 'command' | 'params'
>

/** Loads the package on first use: it costs start-up time that a short command should not pay. */
export async function loadSystemInformation(): Promise<SystemInformation> {
  const loaded = await import('systeminformation')
  return loaded.default
}
