import {
  autocompletion,
  pickedCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
} from '@codemirror/autocomplete'
import { localCompletionSource } from '@codemirror/lang-javascript'
import type { Extension } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import type { LanguageClient } from './languageClient.ts'
import type { CompletionEntry } from './protocol.ts'
import { typeNote } from './typeNote.ts'

/** What the list shows a symbol for, by TypeScript's names of kinds. */
const icons: Record<string, string> = {
  method: 'method',
  function: 'function',
  'local function': 'function',
  constructor: 'method',
  property: 'property',
  getter: 'property',
  setter: 'property',
  class: 'class',
  interface: 'interface',
  type: 'type',
  'type parameter': 'type',
  enum: 'enum',
  keyword: 'keyword',
  module: 'namespace',
  const: 'constant',
  let: 'variable',
  var: 'variable',
  parameter: 'variable',
}

/** Completion by the language service; by the words of the text while that is not there. */
export function languageCompletion(client: LanguageClient): Extension {
  return autocompletion({ override: [completionSource(client)] })
}

function completionSource(client: LanguageClient): CompletionSource {
  return async (context): Promise<CompletionResult | null> => {
    if (!client.isReady) return localCompletionSource(context)
    if (!context.explicit && !context.matchBefore(/[\w$]+$|\.$|['"]\w*$/)) return null
    const text = context.state.doc.toString()
    const found = await client.ask('complete', { text, offset: context.pos })
    if (!found) return null
    const isMember = context.matchBefore(/\.[\w$]*$/) !== null
    return {
      from: found.from,
      options: found.entries.map((entry) => option(client, context, entry)),
      // Members stay the same while their name is typed; elsewhere other names may come into reach.
      ...(isMember && { validFor: /^[\w$]*$/ }),
    }
  }
}

function option(client: LanguageClient, context: CompletionContext, entry: CompletionEntry): Completion {
  const { name, kind, sortText, source } = entry
  const question = {
    text: context.state.doc.toString(),
    offset: context.pos,
    name,
    ...(source && { source }),
  }
  return {
    label: name,
    type: icons[kind] ?? 'text',
    boost: boostOf(sortText),
    ...(source && { detail: `from ${source}` }),
    ...(source && { apply: importing(client, question) }),
    info: async () => {
      const details = await client.ask('describe', question)
      return details && typeNote(details.signature, details.documentation)
    },
  }
}

/** TypeScript sorts by a text: `10` is nearest, `16` has yet to be imported. */
function boostOf(sortText: string): number {
  const rank = Number.parseInt(sortText, 10)
  return Number.isNaN(rank) ? 0 : Math.max(-99, Math.min(99, (12 - rank) * 8))
}

/** Inserts a name, and what imports it. */
function importing(client: LanguageClient, question: { text: string; offset: number; name: string }) {
  return (view: EditorView, completion: Completion, from: number, to: number): void => {
    view.dispatch({
      changes: { from, to, insert: question.name },
      selection: { anchor: from + question.name.length },
      annotations: pickedCompletion.of(completion),
      userEvent: 'input.complete',
    })
    void addImport(client, question, view, from)
  }
}

async function addImport(
  client: LanguageClient,
  question: { text: string; offset: number; name: string },
  view: EditorView,
  from: number,
): Promise<void> {
  const details = await client.ask('describe', question)
  // Imports stand before what is being typed, so their places are those of the text that was asked about.
  const changes = (details?.changes ?? []).filter((change) => change.to <= from)
  const isUnchanged = view.state.doc.sliceString(0, from) === question.text.slice(0, from)
  if (changes.length > 0 && isUnchanged) view.dispatch({ changes, userEvent: 'input.complete' })
}
