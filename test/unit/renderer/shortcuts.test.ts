import { describe, expect, it } from 'vitest'
import { searchCommands } from '../../../src/renderer/model/commandSearch.ts'
import {
  chordKeys,
  findCommand,
  isSingleKey,
  matchesChord,
  type Command,
  type KeyPress,
} from '../../../src/renderer/model/shortcuts.ts'

function press(key: string, modifiers: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers }
}

const ctrl = { ctrlKey: true }
const meta = { metaKey: true }
const shift = { shiftKey: true }

describe('matchesChord', () => {
  it.each<[chord: string, press: KeyPress, isMac: boolean, matches: boolean]>([
    ['mod+enter', press('Enter', ctrl), false, true],
    ['mod+enter', press('Enter', meta), true, true],
    ['mod+enter', press('Enter', ctrl), true, false],
    ['mod+enter', press('Enter'), false, false],
    ['mod+enter', press('Enter', { ...ctrl, ...shift }), false, false],
    ['mod+shift+p', press('P', { ...ctrl, ...shift }), false, true],
    ['mod+k', press('k', { ...ctrl, altKey: true }), false, false],
    ['?', press('?', shift), false, true],
    ['/', press('/', shift), false, true],
    ['e', press('e'), false, true],
    ['e', press('E', shift), false, false],
    ['3', press('3'), false, true],
    ['3', press('3', ctrl), false, false],
    ['Space', press(' '), false, true],
    ['Delete', press('Delete'), false, true],
  ])('%s with %j (mac: %s): %s', (chord, key, isMac, matches) => {
    expect(matchesChord(key, chord, isMac)).toBe(matches)
  })
})

describe('commands', () => {
  const command = (title: string, change: Partial<Command> = {}): Command => ({
    title,
    group: 'Test',
    run: () => {},
    ...change,
  })
  const options = { isMac: false, singleKeys: true }

  it('of two with the same key the later one wins, unless it may not run', () => {
    const frame = command('frame', { chords: ['Space'] })
    const view = command('view', { chords: ['Space'] })
    expect(findCommand([frame, view], press(' '), options)).toBe(view)
    expect(findCommand([frame, { ...view, isDisabled: true }], press(' '), options)).toBe(frame)
    expect(findCommand([frame], press('x'), options)).toBeUndefined()
  })

  it('single keys can be switched off; named keys and modifiers stay', () => {
    const one = command('one', { chords: ['1', 'mod+1'] })
    const off = { ...options, singleKeys: false }
    expect(findCommand([one], press('1'), off)).toBeUndefined()
    expect(findCommand([one], press('1', ctrl), off)).toBe(one)
    expect(['/', '?', 'e', '1'].every(isSingleKey)).toBe(true)
    expect(['Escape', 'Delete', 'mod+k', 'Space'].some(isSingleKey)).toBe(false)
  })

  it('keys are named as they are printed', () => {
    expect(chordKeys('mod+shift+p', false)).toEqual(['Ctrl', 'Shift', 'P'])
    expect(chordKeys('mod+Enter', true)).toEqual(['⌘', 'Enter'])
  })

  it('the palette finds by words in any order, the best title first', () => {
    const commands = new Map([
      ['a', command('Reopen the view')],
      ['b', command('Open Processes', { group: 'Views' })],
      ['c', command('Theme: open the sky', { keywords: 'dark' })],
      ['d', command('Open nothing', { isDisabled: true })],
    ])
    const titles = (query: string): string[] =>
      searchCommands(commands, query).map((found) => found.command.title)
    expect(titles('open')).toEqual(['Open Processes', 'Theme: open the sky', 'Reopen the view'])
    expect(titles('proc open')).toEqual(['Open Processes'])
    expect(titles('DARK')).toEqual(['Theme: open the sky'])
    expect(titles('nonsense')).toEqual([])
    expect(titles('')).toHaveLength(3)
  })
})
