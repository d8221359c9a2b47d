/**
 * Parses `/etc/passwd` into names by uid. Where two names share a uid the first one counts, as for the
 * system's own look-up. Comments, NIS markers and broken lines are passed over.
 */
export function parsePasswd(text: string): Map<number, string> {
  const names = new Map<number, string>()
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':')
    if (!name || name.startsWith('#') || name.startsWith('+') || name.startsWith('-')) continue
    if (uid === undefined || !/^\d+$/.test(uid)) continue
    const number = Number(uid)
    if (!names.has(number)) names.set(number, name)
  }
  return names
}
