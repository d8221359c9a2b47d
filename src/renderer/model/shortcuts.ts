import { useEffect, useEffectEvent, useId } from 'react'
import { create } from 'zustand'

/**
 * One registry for what a user can do by key, palette and help. A chord is written `mod+enter`, `shift+mod+p`,
 * `/`, `Delete`, `Space`; `mod` is Ctrl, on macOS Command.
 */
export interface Command {
  /** What it does, as the palette and the help say it: `Run the experiment`. */
  title: string
  /** The heading that it stands under, for example the view's name. */
  group: string
  chords?: readonly string[]
  run(): void
  /** Listed, but not to be run now. */
  isDisabled?: boolean
  /** More words that the palette finds it by. */
  keywords?: string
}

interface CommandsState {
  /** In order of registration; of two with the same chord the later one wins. */
  commands: ReadonlyMap<string, Command>
}

export const useCommands = create<CommandsState>()(() => ({ commands: new Map() }))

/** Registers a command while the component is mounted. */
export function useShortcut(command: Command): void {
  const id = useId()
  const run = useEffectEvent(() => command.run())
  const { title, group, isDisabled, keywords } = command
  const chords = command.chords?.join(' ')
  useEffect(() => {
    const entry: Command = {
      title,
      group,
      run: () => run(),
      ...(chords !== undefined && { chords: chords.split(' ') }),
      ...(isDisabled !== undefined && { isDisabled }),
      ...(keywords !== undefined && { keywords }),
    }
    useCommands.setState((state) => ({ commands: new Map(state.commands).set(id, entry) }))
    return () =>
      useCommands.setState((state) => {
        const commands = new Map(state.commands)
        commands.delete(id)
        return { commands }
      })
  }, [id, title, group, chords, isDisabled, keywords])
}

/** The part of a KeyboardEvent that decides. */
export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** Whether the press is the chord. For a printed character Shift does not count: `?` needs it on some layouts. */
export function matchesChord(press: KeyPress, chord: string, isMac: boolean): boolean {
  const { key, mod, shift } = parseChord(chord)
  if (press.key.toLowerCase() !== key) return false
  if (press.altKey || press.ctrlKey !== (mod && !isMac) || press.metaKey !== (mod && isMac)) return false
  const shiftIsTyped = key.length === 1 && !mod && key !== ' '
  return shiftIsTyped ? !/[a-z]/.test(key) || !press.shiftKey : press.shiftKey === shift
}

/** A letter, digit or sign without modifier: these can be switched off. Space stays: speech input says it as a word. */
export function isSingleKey(chord: string): boolean {
  const { key, mod } = parseChord(chord)
  return key.length === 1 && key !== ' ' && !mod
}

function parseChord(chord: string): { key: string; mod: boolean; shift: boolean } {
  const parts = chord.toLowerCase().split('+')
  const key = parts.at(-1) ?? ''
  return { key: key === 'space' ? ' ' : key, mod: parts.includes('mod'), shift: parts.includes('shift') }
}

/** The command of a key press: the one registered last among those with a matching chord that may run. */
export function findCommand(
  commands: Iterable<Command>,
  press: KeyPress,
  options: { isMac: boolean; singleKeys: boolean },
): Command | undefined {
  let found: Command | undefined
  for (const command of commands) {
    if (command.isDisabled) continue
    const matches = command.chords?.some(
      (chord) => (options.singleKeys || !isSingleKey(chord)) && matchesChord(press, chord, options.isMac),
    )
    if (matches) found = command
  }
  return found
}

const keyNames: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  shift: 'Shift',
  enter: 'Enter',
  delete: 'Del',
  escape: 'Esc',
  space: 'Space',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
}

/** The keys of a chord as they are printed: `['Ctrl', 'Enter']`. */
export function chordKeys(chord: string, isMac: boolean): string[] {
  return chord
    .toLowerCase()
    .split('+')
    .map((key) => (key === 'mod' && isMac ? '⌘' : (keyNames[key] ?? key.toUpperCase())))
}
