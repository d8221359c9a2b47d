import type { ReactNode } from 'react'
import { isMac } from '../model/keyboard.ts'
import { chordKeys } from '../model/shortcuts.ts'
import './KeyHint.css'

/** The keys of a chord such as `mod+enter`, as they are printed on the keyboard. */
export function KeyHint({ chord }: { chord: string }): ReactNode {
  return (
    <span className="key-hint">
      {chordKeys(chord, isMac).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  )
}
