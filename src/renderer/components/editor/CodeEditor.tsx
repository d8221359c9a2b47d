import { indentWithTab } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { useEffect, useEffectEvent, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react'
import type { CallResult } from '../../../shared/rpc/contract.ts'
import type { EditorLocation } from '../../model/sourceLocations.ts'
import { editorTheme } from './editorTheme.ts'
import { typeOverSelection } from './typeOverSelection.ts'
import './CodeEditor.css'

export type EditorDiagnostic = CallResult<'programs.check'>[number]

export interface CodeEditorHandle {
  /** Puts the cursor there and the focus into the editor. */
  goTo(location: EditorLocation): void
  focus(): void
}

export interface CodeEditorProps {
  /** Its name for screen readers. */
  label: string
  value: string
  onChange(text: string): void
  /** Ctrl or Cmd with Enter, which the editor would else take for a new line. */
  onRun?(): void
  diagnostics?: readonly EditorDiagnostic[]
  ref?: Ref<CodeEditorHandle>
}

/**
 * A TypeScript editor. Tab indents; Escape, then Tab leaves it. The text may also be changed from outside: then
 * it replaces the whole document, as one step of the undo history.
 */
export function CodeEditor(props: CodeEditorProps): ReactNode {
  const { label, value, diagnostics, ref } = props
  const parent = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView>(null)
  const changed = useEffectEvent((text: string) => props.onChange(text))
  const run = useEffectEvent(() => props.onRun?.())
  const initial = useEffectEvent(() => value)

  useEffect(() => {
    const view = new EditorView({
      parent: parent.current!,
      state: EditorState.create({
        doc: initial(),
        extensions: extensions(label, {
          onChange: (text) => changed(text),
          onRun: () => run(),
        }),
      }),
    })
    editor.current = view
    return () => {
      editor.current = null
      view.destroy()
    }
  }, [label])

  useEffect(() => {
    const view = editor.current
    if (!view || view.state.doc.toString() === value) return
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } })
  }, [value])

  useEffect(() => {
    const view = editor.current
    if (!view) return
    view.dispatch(
      setDiagnostics(
        view.state,
        (diagnostics ?? []).map((entry) => toRange(view.state, entry)),
      ),
    )
  }, [diagnostics])

  useImperativeHandle(ref, () => ({
    goTo: (location) => editor.current && goTo(editor.current, location),
    focus: () => editor.current?.focus(),
  }))
  return <div className="code-editor" ref={parent} />
}

interface EditorEvents {
  onChange(text: string): void
  onRun(): void
}

function extensions(
  label: string,
  events: EditorEvents,
): NonNullable<Parameters<typeof EditorState.create>[0]>['extensions'] {
  const runKey = {
    key: 'Mod-Enter',
    run: () => {
      events.onRun()
      return true
    },
  }
  return [
    Prec.highest(keymap.of([runKey])),
    basicSetup,
    typeOverSelection,
    keymap.of([indentWithTab]),
    javascript({ typescript: true }),
    lintGutter(),
    EditorState.tabSize.of(2),
    EditorView.cspNonce.of(styleNonce()),
    EditorView.contentAttributes.of({
      'aria-label': `${label}. Escape, then Tab leaves the editor.`,
      tabindex: '0',
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) events.onChange(update.state.doc.toString())
    }),
    editorTheme,
  ]
}

/** The host's policy lets only styles through that carry this, and the editor makes its own while it runs. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}

/** The host tells lines and columns from 1; the text may have changed meanwhile, so both are bounded. */
function toRange(state: EditorState, entry: EditorDiagnostic): Diagnostic {
  const from = offsetOf(state, entry)
  const to = Math.min(from + Math.max(entry.length, 1), state.doc.lineAt(from).to)
  return { from, to: Math.max(from, to), severity: entry.severity, message: entry.message }
}

function offsetOf(state: EditorState, { line, column }: EditorLocation): number {
  const { from, to } = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines))
  return Math.min(from + Math.max(column - 1, 0), to)
}

function goTo(view: EditorView, location: EditorLocation): void {
  const anchor = offsetOf(view.state, location)
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) })
  view.focus()
}
