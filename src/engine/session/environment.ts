import { bootstrapName } from '../processes/launcher.ts'

/** The host's environment without what is the host's own business. */
export function environment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && name !== bootstrapName && name !== 'ELECTRON_RUN_AS_NODE',
  )
  return Object.fromEntries(entries) as Record<string, string>
}
