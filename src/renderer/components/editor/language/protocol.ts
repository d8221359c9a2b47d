/** What the editor asks of the language service, and what it is told. Positions are offsets in the text. */

export interface LanguageRequests {
  complete: { params: { text: string; offset: number }; result: CompletionList | null }
  describe: { params: CompletionQuestion; result: CompletionDetails | null }
  hover: { params: { text: string; offset: number }; result: HoverInfo | null }
  signature: { params: { text: string; offset: number }; result: SignatureInfo | null }
  check: { params: { text: string }; result: TypeProblem[] }
  format: { params: { text: string }; result: TextChange[] }
}

export type LanguageMethod = keyof LanguageRequests

export interface CompletionList {
  /** Where the word begins that is being typed. */
  from: number
  entries: CompletionEntry[]
}

export interface CompletionEntry {
  name: string
  /** TypeScript's name of its kind: `method`, `class`, … */
  kind: string
  /** Entries with a smaller one come first. */
  sortText: string
  /** The module that it would have to be imported from. */
  source?: string
}

export interface CompletionQuestion {
  text: string
  offset: number
  name: string
  source?: string
}

export interface CompletionDetails {
  signature: string
  documentation: string
  /** What an import takes besides. */
  changes: TextChange[]
}

export interface TextChange {
  from: number
  to: number
  insert: string
}

export interface HoverInfo {
  from: number
  to: number
  signature: string
  documentation: string
}

export interface SignatureInfo {
  /** Where the arguments begin. */
  from: number
  before: string
  parameters: string[]
  active: number
  after: string
  documentation: string
  /** Which of how many overloads it is, from 1. */
  overload: [number: number, count: number]
}

export interface TypeProblem {
  from: number
  to: number
  severity: 'error' | 'warning'
  message: string
}

export interface LanguageCall {
  id: number
  method: LanguageMethod
  params: unknown
}

/** The first message of the worker has no `id`: it is ready. */
export type LanguageAnswer = { ready: true } | { id: number; result: unknown }
