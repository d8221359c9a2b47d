import { typescriptLanguage } from '@codemirror/lang-javascript'
import { classHighlighter, highlightCode } from '@lezer/highlight'
import { useMemo, type ReactNode } from 'react'

const typescriptNames = new Set(['ts', 'typescript', 'js', 'javascript', 'tsx', 'jsx', 'mjs'])

export interface HighlightedCodeProps {
  text: string
  /** As a fence of Markdown names it. What is not known is shown plain. */
  language: string
}

/** Code to be read, in the colours of the editor. Long lines wrap. */
export function HighlightedCode({ text, language }: HighlightedCodeProps): ReactNode {
  const isTypescript = typescriptNames.has(language.toLowerCase())
  return (
    <pre className="code-block">
      <code>{isTypescript ? <Highlighted text={text} /> : text}</code>
    </pre>
  )
}

/** TypeScript in colour, as a run of spans. */
export function Highlighted({ text }: { text: string }): ReactNode {
  return useMemo(() => {
    const pieces: ReactNode[] = []
    const put = (piece: string, classes: string): void => {
      pieces.push(
        classes === '' ? (
          piece
        ) : (
          <span key={pieces.length} className={classes}>
            {piece}
          </span>
        ),
      )
    }
    highlightCode(text, typescriptLanguage.parser.parse(text), classHighlighter, put, () => pieces.push('\n'))
    return pieces
  }, [text])
}
