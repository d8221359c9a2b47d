import { indentWithTab } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { lintGutter, type Diagnostic } from '@codemirror/lint'
import { EditorState, Prec, type Extension } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { useEffect, useEffectEvent, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react'
import type { CallResult } from '../../../shared/rpc/contract.ts'
import type { EditorLocation } from '../../model/sourceLocations.ts'
import { editorTheme } from './editorTheme.ts'
import { languageCompletion } from './language/completion.ts'
import { languageClient } from './language/languageClient.ts'
import type { TypeProblem } from './language/protocol.ts'
import { signatureHelp } from './language/signatureHelp.ts'
import { checkAgain, typeChecking } from './language/typeChecking.ts'
import { typeOverSelection } from './typeOverSelection.ts'
import './CodeEditor.css'

export type EditorDiagnostic = CallResult<'programs.check'>[number]

export interface CodeEditorHandle {
  /** Puts the cursor there and the focus into the editor. */
  goTo(location: EditorLocation): void
  focus(): void
  /**
   * Indents and spaces the text in the usual way, as one step of the undo history. `changed` says whether it did;
   * null when the language service is not there.
   */
  format(): Promise<{ changed: boolean } | null>
}

export interface CodeEditorProps {
  /** Its name for screen readers. */
  label: string
  value: string
  onChange(text: string): void
  /** Ctrl or Cmd with Enter, which the editor would else take for a new line. */
  onRun?(): void
  /** What the host has found in the text. */
  diagnostics?: readonly EditorDiagnostic[]
  /** Told what is wrong with the text's types, once the language service is there. */
  onTypeProblems?(problems: readonly EditorDiagnostic[]): void
  ref?: Ref<CodeEditorHandle>
}

/**
 * A TypeScript editor, which knows the library: names are completed, types shown and checked once a language service is
 * loaded, which begins when it is first focused. Tab indents; Escape, then Tab leaves it. The text may also be changed from outside: then
 * it replaces the whole document, as one step of the undo history.
 */
export function CodeEditor(props: CodeEditorProps): ReactNode {
  const { label, value, diagnostics, ref } = props
  const parent = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView>(null)
  const changed = useEffectEvent((text: string) => props.onChange(text))
  const run = useEffectEvent(() => props.onRun?.())
  const initial = useEffectEvent(() => value)
  const found = useEffectEvent(() => diagnostics ?? [])
  const typeProblems = useEffectEvent((problems: readonly EditorDiagnostic[]) =>
    props.onTypeProblems?.(problems),
  )

  useEffect(() => {
    const view = new EditorView({
      parent: parent.current!,
      state: EditorState.create({
        doc: initial(),
        extensions: extensions(label, {
          onChange: (text) => changed(text),
          onRun: () => run(),
          diagnostics: () => found(),
          onTypeProblems: (problems) => typeProblems(problems),
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
    if (editor.current) checkAgain(editor.current)
  }, [diagnostics])

  useImperativeHandle(ref, () => ({
    goTo: (location) => editor.current && goTo(editor.current, location),
    focus: () => editor.current?.focus(),
    format: async () => (editor.current ? format(editor.current) : null),
  }))
  return <div className="code-editor" ref={parent} />
}

interface EditorEvents {
  onChange(text: string): void
  onRun(): void
  diagnostics(): readonly EditorDiagnostic[]
  onTypeProblems(problems: readonly EditorDiagnostic[]): void
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
    languageCompletion(languageClient),
    signatureHelp(languageClient),
    checking(events),
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

function checking(events: EditorEvents): Extension {
  return typeChecking(
    languageClient,
    (view) => events.diagnostics().map((entry) => toRange(view.state, entry)),
    (view, problems) => events.onTypeProblems(toDiagnostics(view.state, problems)),
  )
}

function toDiagnostics(state: EditorState, problems: readonly TypeProblem[]): EditorDiagnostic[] {
  return problems.map(({ from, to, severity, message }) => {
    const line = state.doc.lineAt(from)
    return { line: line.number, column: from - line.from + 1, length: to - from, severity, message }
  })
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

async function format(view: EditorView): Promise<{ changed: boolean } | null> {
  if (!(await languageClient.whenReady())) return null
  const { doc } = view.state
  const changes = await languageClient.ask('format', { text: doc.toString() })
  // Typing goes before: what was asked for is another text now.
  if (changes === null || view.state.doc !== doc) return null
  if (changes.length > 0) view.dispatch({ changes, userEvent: 'format' })
  return { changed: changes.length > 0 }
}
