import { StateEffect, StateField, type Extension } from '@codemirror/state'
import {
  keymap,
  showTooltip,
  ViewPlugin,
  type EditorView,
  type Tooltip,
  type ViewUpdate,
} from '@codemirror/view'
import type { LanguageClient } from './languageClient.ts'
import type { SignatureInfo } from './protocol.ts'
import { textElement } from './typeNote.ts'

/** The parameters of the call that is being typed. Escape closes it, Ctrl+Shift+Space opens it. */

const setSignature = StateEffect.define<SignatureInfo | null>()

const signatureField = StateField.define<Tooltip | null>({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setSignature)) return effect.value && tooltip(effect.value)
    }
    return value && transaction.docChanged ? { ...value, pos: transaction.changes.mapPos(value.pos) } : value
  },
  provide: (field) => showTooltip.from(field),
})

export function signatureHelp(client: LanguageClient): Extension {
  const ask = async (view: EditorView): Promise<void> => {
    const { doc, selection } = view.state
    const info = await client.ask('signature', { text: doc.toString(), offset: selection.main.head })
    const isCurrent = view.state.doc === doc && view.state.selection.eq(selection)
    if (isCurrent && (info || isOpen(view))) view.dispatch({ effects: setSignature.of(info) })
  }
  const follow = ViewPlugin.define((view) => ({
    update: (update) => {
      if (isCallTyped(update) || (isOpen(view) && (update.docChanged || update.selectionSet))) void ask(view)
    },
  }))
  const close = (view: EditorView): boolean => {
    if (!isOpen(view)) return false
    view.dispatch({ effects: setSignature.of(null) })
    return true
  }
  const open = (view: EditorView): boolean => {
    void ask(view)
    return true
  }
  return [
    signatureField,
    follow,
    keymap.of([
      { key: 'Escape', run: close },
      { key: 'Mod-Shift-Space', run: open },
    ]),
  ]
}

function isOpen(view: EditorView): boolean {
  return view.state.field(signatureField, false) != null
}

/** An opening bracket or a comma, by hand. */
function isCallTyped({ transactions, state }: ViewUpdate): boolean {
  if (!transactions.some((transaction) => transaction.isUserEvent('input.type'))) return false
  const { head } = state.selection.main
  return /[(,]$/.test(state.doc.sliceString(Math.max(0, head - 1), head))
}

function tooltip(info: SignatureInfo): Tooltip {
  return { pos: info.from, above: true, create: () => ({ dom: signatureNote(info) }) }
}

function signatureNote({
  before,
  parameters,
  active,
  after,
  documentation,
  overload,
}: SignatureInfo): HTMLElement {
  const note = document.createElement('div')
  note.className = 'type-note'
  const code = textElement('code', before)
  parameters.forEach((parameter, index) => {
    if (index > 0) code.append(', ')
    code.append(index === active ? textElement('b', parameter) : parameter)
  })
  code.append(after)
  const [number, count] = overload
  if (count > 1) note.append(textElement('span', `${number} of ${count}`))
  note.append(code)
  if (documentation !== '') note.append(textElement('p', documentation))
  return note
}
