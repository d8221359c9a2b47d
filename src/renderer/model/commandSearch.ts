import type { Command } from './shortcuts.ts'

export interface FoundCommand {
  id: string
  command: Command
}

/**
 * The commands that can run now and have every word of the query, best first: the title's beginning, then a
 * word's beginning, then anywhere; otherwise in order of group and title.
 */
export function searchCommands(commands: ReadonlyMap<string, Command>, query: string): FoundCommand[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found: (FoundCommand & { rank: number })[] = []
  for (const [id, command] of commands) {
    if (command.isDisabled) continue
    const rank = rankOf(command, words)
    if (rank !== undefined) found.push({ id, command, rank })
  }
  return found
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        a.command.group.localeCompare(b.command.group) ||
        a.command.title.localeCompare(b.command.title),
    )
    .map(({ id, command }) => ({ id, command }))
}

function rankOf({ title, group, keywords = '' }: Command, words: readonly string[]): number | undefined {
  const name = title.toLowerCase()
  const text = `${name} ${group.toLowerCase()} ${keywords.toLowerCase()}`
  let rank = 0
  for (const word of words) {
    if (!text.includes(word)) return undefined
    if (name.startsWith(word)) continue
    rank += ` ${name}`.includes(` ${word}`) ? 1 : 2
  }
  return rank
}
