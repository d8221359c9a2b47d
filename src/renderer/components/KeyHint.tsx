import type { ReactNode } from 'react'
import { isMac } from '../model/keyboard.ts'
import { chordKeys } from '../model/shortcuts.ts'
import './KeyHint.css'

export interface KeyHintProps {
  /** For example `mod+enter`. */
  chord: string
  /** Beside a control's own name, which must not be read with the keys in it. */
  isDecorative?: boolean
}

/** The keys of a chord, as they are printed on the keyboard. */
export function KeyHint({ chord, isDecorative = false }: KeyHintProps): ReactNode {
  return (
    <span className="key-hint" aria-hidden={isDecorative || undefined}>
      {chordKeys(chord, isMac).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  )
}
