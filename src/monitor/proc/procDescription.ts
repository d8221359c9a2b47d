import { visibleText } from '../visibleText.ts'
import { readProcText } from './procFiles.ts'
import type { ProcStat } from './procStat.ts'
import { parseProcStatus } from './procStatus.ts'
import { userName } from './userNames.ts'

const mostCommandCharacters = 1024
const mostNameCharacters = 64
/** A character has at most four bytes. */
const mostCommandBytes = mostCommandCharacters * 4
/** The kernel cuts the name of a program to this. */
const commCharacters = 15

/** What tells a process apart for people. Changes seldom, unlike its figures. */
export interface ProcDescription {
  name: string
  command: string
  user: string
  /** Real and saved uid; null when it ended meanwhile. */
  uids: readonly [real: number, saved: number] | null
}

/** Reads command line and owner. What cannot be read is left open; there is always a name. */
export function readDescription(stat: ProcStat): ProcDescription {
  const status = parseProcStatus(readProcText(`/proc/${stat.pid}/status`) ?? '')
  const commandLine = stat.isKernelThread ? null : readProcText(`/proc/${stat.pid}/cmdline`, mostCommandBytes)
  return {
    name: fullName(stat.comm, commandLine),
    command: formatCommand(stat.comm, commandLine),
    user: status ? userName(status.effectiveUid) : '',
    uids: status ? [status.realUid, status.savedUid] : null,
  }
}

/**
 * The kernel's name, from the command line where that says more: where the kernel cut it, and for Node (from
 * 24 on) and others that call their first thread `MainThread`.
 */
export function fullName(comm: string, commandLine: string | null): string {
  const program = (commandLine ?? '').split('\0', 1)[0] ?? ''
  const fileName = program.slice(program.lastIndexOf('/') + 1)
  const isCut = comm.length === commCharacters && fileName.startsWith(comm)
  const isThreadName = comm === 'MainThread' && fileName !== ''
  return visibleText(isCut || isThreadName ? fileName : comm, mostNameCharacters)
}

/** Arguments separated by spaces; the name in brackets for what has none (kernel threads), as `ps` writes. */
export function formatCommand(comm: string, commandLine: string | null): string {
  const words = (commandLine ?? '').replace(/\0+$/, '').replaceAll('\0', ' ')
  return visibleText(words === '' ? `[${comm}]` : words, mostCommandCharacters)
}
