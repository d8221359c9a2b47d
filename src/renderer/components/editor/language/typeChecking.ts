import { forceLinting, forEachDiagnostic, linter, type Diagnostic } from '@codemirror/lint'
import { StateEffect, type Extension, type Text, type Transaction } from '@codemirror/state'
import { activateHover, EditorView, hoverTooltip, keymap, ViewPlugin } from '@codemirror/view'
import type { LanguageClient } from './languageClient.ts'
import type { TypeProblem } from './protocol.ts'
import { typeNote } from './typeNote.ts'

/** After the last key, before the text is checked. */
const delayMs = 300

const source = 'TypeScript'

const refresh = StateEffect.define<null>()

/** Checks the text now, whether or not it has changed. */
export function checkAgain(view: EditorView): void {
  view.dispatch({ effects: refresh.of(null) })
  forceLinting(view)
}

/**
 * Marks what `hostDiagnostics` returns and what is wrong with types, shows types under the pointer and, by Alt+T, at the
 * cursor, and starts the service when the editor is first focused.
 *
 * @param onProblems - told what is wrong with types, as of the text that the editor has
 */
export function typeChecking(
  client: LanguageClient,
  hostDiagnostics: (view: EditorView) => Diagnostic[],
  onProblems: (view: EditorView, problems: readonly TypeProblem[]) => void,
): Extension {
  let checked: { doc: Text; problems: TypeProblem[] } | undefined
  const typeProblems = async (view: EditorView): Promise<Diagnostic[]> => {
    const { doc } = view.state
    if (checked?.doc !== doc) {
      const problems = await client.ask('check', { text: doc.toString() })
      // There is no service, or a newer check goes before: what is marked stays.
      if (!problems || view.state.doc !== doc) return marked(view)
      checked = { doc, problems }
      onProblems(view, problems)
    }
    return checked.problems.map((problem) => ({ ...problem, source }))
  }
  // One source for both: of several, the quick would unmark for a moment what the slow find again.
  const all = async (view: EditorView): Promise<Diagnostic[]> => {
    const types = await typeProblems(view)
    return [...hostDiagnostics(view), ...types]
  }
  // A message that is read stays when the same problems are found again.
  const config = { needsRefresh: isRefresh, delay: delayMs, hideOn: isChange }
  return [linter(all, config), typeHover(client), lifeCycle(client)]
}

/** What is marked by types now, where it is now. */
function marked(view: EditorView): Diagnostic[] {
  const found: Diagnostic[] = []
  forEachDiagnostic(view.state, (diagnostic, from, to) => {
    if (diagnostic.source === source) found.push({ ...diagnostic, from, to })
  })
  return found
}

function isChange({ docChanged }: Transaction): boolean {
  return docChanged
}

function isRefresh({
  transactions,
}: {
  transactions: readonly { effects: readonly StateEffect<unknown>[] }[]
}): boolean {
  return transactions.some(({ effects }) => effects.some((effect) => effect.is(refresh)))
}

function lifeCycle(client: LanguageClient): Extension {
  const plugin = ViewPlugin.define((view) => {
    const release = client.use(() => checkAgain(view))
    return { destroy: release }
  })
  return [plugin, EditorView.domEventHandlers({ focus: () => client.start() })]
}

function typeHover(client: LanguageClient): Extension {
  const hover = hoverTooltip(async (view, offset) => {
    const info = await client.ask('hover', { text: view.state.doc.toString(), offset })
    if (!info) return null
    return {
      pos: info.from,
      end: info.to,
      above: true,
      create: () => ({ dom: typeNote(info.signature, info.documentation) }),
    }
  })
  const key = {
    key: 'Alt-t',
    run: (view: EditorView) => {
      const { head } = view.state.selection.main
      activateHover(view, head, -1, {
        tooltip: hover,
        until: (transaction) => transaction.docChanged || transaction.selection !== undefined,
      })
      return true
    },
  }
  return [hover, keymap.of([key])]
}
