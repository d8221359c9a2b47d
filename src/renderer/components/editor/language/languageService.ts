import { createSystem, createVirtualTypeScriptEnvironment } from '@typescript/vfs'
import ts from 'typescript'
import type {
  CompletionDetails,
  CompletionList,
  CompletionQuestion,
  HoverInfo,
  SignatureInfo,
  TextChange,
  TypeProblem,
} from './protocol.ts'

/**
 * TypeScript's language service over one program and the files that it is compiled with. All texts are those of the
 * editor at the time of the question: nothing is kept in step between the two.
 */

const programFile = '/program.ts'

/** More completions than anybody reads. */
const maxEntries = 400

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  allowImportingTsExtensions: true,
  allowJs: true,
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
}

const preferences: ts.UserPreferences = {
  includeCompletionsForModuleExports: true,
  includeCompletionsWithInsertText: false,
  quotePreference: 'single',
}

const format: ts.FormatCodeSettings = {
  ...ts.getDefaultFormatCodeSettings('\n'),
  indentSize: 2,
  semicolons: ts.SemicolonPreference.Remove,
}

/**
 * A type that was left out makes no program fail. Not by `noImplicitAny: false`: the type of `const list = []` would
 * then not follow what is put into it.
 */
const typesLeftOut = new Set([
  7005, 7006, 7008, 7009, 7010, 7011, 7012, 7013, 7014, 7015, 7017, 7018, 7019, 7020, 7022, 7023, 7024, 7025,
  7031, 7032, 7033, 7034, 7039, 7043, 7044, 7045, 7046, 7047, 7048, 7049, 7050, 7051, 7052, 7053, 7054, 7055,
  7057,
])

/** They are found by the bundler, which knows the program's folder and says it in its own words. */
const modulesElsewhere = new Set([2307, 2792, 7016, 2305, 2614, 2724])

export class LanguageService {
  readonly #environment
  #text = ' '

  /**
   * @param files - texts by path: the language's own declarations at the top (`/lib.es2023.d.ts`), others anywhere.
   * @param roots - those that every program has, without importing them
   */
  constructor(files: ReadonlyMap<string, string>, roots: readonly string[]) {
    const system = createSystem(new Map([...files, [programFile, this.#text]]))
    this.#environment = createVirtualTypeScriptEnvironment(system, [...roots, programFile], ts, options)
  }

  complete(text: string, offset: number): CompletionList | null {
    const found = this.#of(text).getCompletionsAtPosition(programFile, offset, preferences)
    if (!found) return null
    const entries = found.entries
      .filter(({ source, kind }) => source?.startsWith('multiprocessing') ?? kind !== 'warning')
      .slice(0, maxEntries)
      .map(({ name, kind, sortText, source }) => ({ name, kind, sortText, ...(source && { source }) }))
    const typed = found.optionalReplacementSpan?.start ?? wordStart(text, offset)
    return entries.length > 0 ? { from: typed, entries } : null
  }

  describe({ text, offset, name, source }: CompletionQuestion): CompletionDetails | null {
    const service = this.#of(text)
    const entry = service
      .getCompletionsAtPosition(programFile, offset, preferences)
      ?.entries.find((it) => it.name === name && it.source === source)
    if (!entry) return null
    const details = service.getCompletionEntryDetails(
      programFile,
      offset,
      name,
      format,
      source,
      preferences,
      entry.data,
    )
    if (!details) return null
    const changes = (details.codeActions ?? []).flatMap((action) => action.changes).flatMap(textChanges)
    return {
      signature: words(details.displayParts),
      documentation: documentation(details.documentation, details.tags),
      changes,
    }
  }

  hover(text: string, offset: number): HoverInfo | null {
    const info = this.#of(text).getQuickInfoAtPosition(programFile, offset)
    if (!info?.displayParts) return null
    return {
      from: info.textSpan.start,
      to: info.textSpan.start + info.textSpan.length,
      signature: words(info.displayParts),
      documentation: documentation(info.documentation, info.tags),
    }
  }

  signature(text: string, offset: number): SignatureInfo | null {
    const help = this.#of(text).getSignatureHelpItems(programFile, offset, {})
    const item = help?.items[help.selectedItemIndex]
    if (!help || !item) return null
    const active = Math.min(help.argumentIndex, item.parameters.length - 1)
    return {
      from: help.applicableSpan.start,
      before: words(item.prefixDisplayParts),
      parameters: item.parameters.map(({ displayParts }) => words(displayParts)),
      active,
      after: words(item.suffixDisplayParts),
      documentation: words(item.parameters[active]?.documentation) || words(item.documentation),
      overload: [help.selectedItemIndex + 1, help.items.length],
    }
  }

  /** What is wrong with its types; nothing while its syntax is wrong, which the bundler tells. */
  check(text: string): TypeProblem[] {
    const service = this.#of(text)
    if (service.getSyntacticDiagnostics(programFile).length > 0) return []
    return service
      .getSemanticDiagnostics(programFile)
      .filter(({ start }) => start !== undefined)
      .filter(({ code }) => !modulesElsewhere.has(code) && !typesLeftOut.has(code))
      .map(({ start = 0, length = 0, messageText, category }) => ({
        from: start,
        to: start + length,
        severity: category === ts.DiagnosticCategory.Error ? 'error' : 'warning',
        message: ts.flattenDiagnosticMessageText(messageText, '\n'),
      }))
  }

  /** What has to change so that it is indented and spaced in the usual way. */
  format(text: string): TextChange[] {
    const edits = this.#of(text).getFormattingEditsForDocument(programFile, format)
    return edits.map(({ span, newText }) => ({
      from: span.start,
      to: span.start + span.length,
      insert: newText,
    }))
  }

  #of(text: string): ts.LanguageService {
    // An empty file is one that is not there.
    const given = text === '' ? ' ' : text
    if (given !== this.#text) this.#environment.updateFile(programFile, given)
    this.#text = given
    return this.#environment.languageService
  }
}

function wordStart(text: string, offset: number): number {
  return offset - (/[\w$]*$/.exec(text.slice(0, offset))?.[0].length ?? 0)
}

function textChanges({ fileName, textChanges: changes }: ts.FileTextChanges) {
  if (fileName !== programFile) return []
  return changes.map(({ span, newText }) => ({
    from: span.start,
    to: span.start + span.length,
    insert: newText,
  }))
}

function words(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return ts.displayPartsToString(parts ? [...parts] : [])
}

function documentation(
  parts: readonly ts.SymbolDisplayPart[] | undefined,
  tags: readonly ts.JSDocTagInfo[] = [],
): string {
  const told = tags
    .filter(({ name }) => name === 'returns' || name === 'throws')
    .map(({ name, text }) => `${name === 'throws' ? 'Throws' : 'Returns'} ${words(text)}`)
  // Lines end where they did in the source: only an empty one begins a paragraph.
  return [words(parts), ...told]
    .filter(Boolean)
    .map((text) => text.replace(/(?<!\n)\n(?!\n|- )/g, ' '))
    .join('\n')
}
