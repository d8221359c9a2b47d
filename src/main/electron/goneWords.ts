/** Why a process of Chromium is gone, in words. Electron's own names are hyphenated codes. */
const reasons: Record<string, string> = {
  'abnormal-exit': 'it ended with an error',
  killed: 'it was ended from outside',
  crashed: 'it crashed',
  oom: 'there was not enough memory',
  'launch-failed': 'it could not be started',
  'integrity-failure': 'code that it loaded was not what was built',
  'memory-eviction': 'the system needed its memory',
}

export function reasonWords(reason: string): string {
  return reasons[reason] ?? reason
}

export interface GoneProcess {
  type: string
  reason: string
  exitCode: number
  name?: string
  serviceName?: string
}

/**
 * What is said of a helper process that is gone; null where nothing needs to be: it ended in order, or it is a part of
 * a run, which tells of it itself.
 */
export function goneWords({ type, reason, exitCode, name, serviceName }: GoneProcess): string | null {
  if (reason === 'clean-exit') return null
  if ((name ?? serviceName ?? '').startsWith('Forkscope ')) return null
  const why = `${reasonWords(reason)}, exit code ${exitCode}`
  if (type === 'GPU')
    return `The process that draws with the graphics card is gone (${why}). Chromium starts it again, or draws without the card.`
  return `A helper process of the window is gone (${name ?? serviceName ?? type}: ${why}). Chromium starts it again when it is needed.`
}
