/** What `/proc/<pid>/status` tells that `stat` does not. */
export interface ProcStatus {
  realUid: number
  effectiveUid: number
  savedUid: number
  /** Peak resident memory; null for kernel threads and zombies, which have none. */
  peakRssBytes: number | null
}

/**
 * Parses `/proc/<pid>/status`.
 *
 * The uids come from here and not from the owner of `/proc/<pid>`: the kernel gives that folder to root when
 * a program is not dumpable (ssh-agent, a sandboxed browser), although the process is the user's.
 *
 * @returns null when the text has no `Uid:` line.
 */
export function parseProcStatus(text: string): ProcStatus | null {
  // The first line is `Name:` with line breaks escaped, so a line start cannot be forged by a name.
  const uid = /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(text)
  if (!uid) return null
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(text)
  return {
    realUid: Number(uid[1]),
    effectiveUid: Number(uid[2]),
    savedUid: Number(uid[3]),
    peakRssBytes: peak ? Number(peak[1]) * 1024 : null,
  }
}
