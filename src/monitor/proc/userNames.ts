import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { parsePasswd } from './passwd.ts'

let names: Map<number, string> | undefined

/** The name of a user, or the number where it has none. `/etc/passwd` is read once. */
export function userName(uid: number): string {
  names ??= readNames()
  return names.get(uid) ?? String(uid)
}

function readNames(): Map<number, string> {
  const found = readPasswd()
  try {
    // Users of a directory service are not in the file; the system's own look-up finds at least ours.
    const own = userInfo()
    if (own.uid >= 0 && !found.has(own.uid)) found.set(own.uid, own.username)
  } catch {
    // A uid without a name, usual in containers.
  }
  return found
}

function readPasswd(): Map<number, string> {
  try {
    return parsePasswd(readFileSync('/etc/passwd', 'utf8'))
  } catch {
    return new Map()
  }
}
