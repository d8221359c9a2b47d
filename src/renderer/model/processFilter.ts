import type { ProcessRow } from '../../shared/machine.ts'
import { fieldNames, findField, parseAmount, type FilterField } from './processFilterFields.ts'
import { tokenizeFilter, type FilterToken, type Operator } from './processFilterTokens.ts'
import { quoteText } from './quoteText.ts'

/** Whether a row is wanted. `nowMs` is the Unix time of the table. */
export type RowPredicate = (row: ProcessRow, nowMs: number) => boolean

export type ParsedFilter = { ok: true; matches: RowPredicate } | { ok: false; error: string }

/**
 * Parses what is typed into the filter: plain words (in pid, name, command or user), comparisons such as
 * `cpu>0.5`, `mem>100mb`, `user=root`, joined by spaces (and), `or`, `not` and parentheses. The error is one
 * sentence for the user.
 *
 *   or  := and { 'or' and }      and := not { ['and'] not }      not := ('not' | '!') not | term
 *   term := '(' or ')' | field operator value | word
 */
export function parseProcessFilter(text: string): ParsedFilter {
  const tokens = tokenizeFilter(text)
  if (typeof tokens === 'string') return { ok: false, error: tokens }
  if (tokens.length === 0) return { ok: true, matches: () => true }
  try {
    return { ok: true, matches: new FilterParser(tokens).parse() }
  } catch (error) {
    if (error instanceof FilterError) return { ok: false, error: error.message }
    throw error
  }
}

class FilterError extends Error {}

/** Deeper nesting is a slip of the keyboard or an attempt to exhaust the stack. */
const maxDepth = 100

class FilterParser {
  readonly #tokens: readonly FilterToken[]
  #next = 0
  #depth = 0

  constructor(tokens: readonly FilterToken[]) {
    this.#tokens = tokens
  }

  parse(): RowPredicate {
    const predicate = this.#or()
    if (this.#peek()) throw new FilterError('There is a ) without its (.')
    return predicate
  }

  #or(): RowPredicate {
    const parts = [this.#and()]
    while (this.#take('or')) parts.push(this.#and())
    return parts.length === 1 ? parts[0]! : (row, nowMs) => parts.some((part) => part(row, nowMs))
  }

  #and(): RowPredicate {
    const parts = [this.#not()]
    for (;;) {
      const type = this.#peek()?.type
      if (type === undefined || type === 'or' || type === 'close') break
      this.#take('and')
      parts.push(this.#not())
    }
    return parts.length === 1 ? parts[0]! : (row, nowMs) => parts.every((part) => part(row, nowMs))
  }

  #not(): RowPredicate {
    if (!this.#take('not')) return this.#term()
    const inner = this.#nested(() => this.#not())
    return (row, nowMs) => !inner(row, nowMs)
  }

  #term(): RowPredicate {
    const token = this.#tokens[this.#next++]
    if (!token) throw new FilterError('Something is missing at the end.')
    switch (token.type) {
      case 'open': {
        const inner = this.#nested(() => this.#or())
        if (!this.#take('close')) throw new FilterError('A ( is not closed.')
        return inner
      }
      case 'text': {
        const operator = this.#peek()
        if (token.isQuoted) return wordPredicate(token.text)
        refuseColon(token.text)
        if (operator?.type !== 'operator') return wordPredicate(token.text)
        this.#next++
        return this.#comparison(token.text, operator.operator)
      }
      case 'operator':
        throw new FilterError(`Before ${token.operator} a column is missing: ${fieldNames}.`)
      case 'close':
        throw new FilterError('There is nothing before the ).')
      default:
        throw new FilterError(
          `Something is missing before ${quoteText(token.type)}; to find the word, quote it.`,
        )
    }
  }

  #comparison(name: string, operator: Operator): RowPredicate {
    const field = findField(name)
    if (!field) throw new FilterError(`There is no column ${quoteText(name)}: use ${fieldNames}.`)
    const value = this.#tokens[this.#next++]
    if (value?.type !== 'text') {
      throw new FilterError(`After ${name}${operator} a value is missing, as in ${field.example}.`)
    }
    return field.kind === 'text'
      ? textPredicate(field, operator, value.text)
      : numberPredicate(field, operator, value.text)
  }

  #nested(parse: () => RowPredicate): RowPredicate {
    if (++this.#depth > maxDepth) throw new FilterError('The filter is nested too deeply.')
    const predicate = parse()
    this.#depth--
    return predicate
  }

  #peek(): FilterToken | undefined {
    return this.#tokens[this.#next]
  }

  #take(type: FilterToken['type']): boolean {
    if (this.#peek()?.type !== type) return false
    this.#next++
    return true
  }
}

/** As other programs write it; taken as a word it would find nothing and not say why. */
function refuseColon(word: string): void {
  const field = findField(/^([a-z]+):/i.exec(word)?.[1] ?? '')
  if (!field) return
  throw new FilterError(`A column is compared as in ${field.example}; to find ${quoteText(word)}, quote it.`)
}

function wordPredicate(word: string): RowPredicate {
  const text = word.toLowerCase()
  return (row) =>
    row.name.toLowerCase().includes(text) ||
    row.command.toLowerCase().includes(text) ||
    row.user.toLowerCase().includes(text) ||
    String(row.pid) === text
}

function textPredicate(
  field: FilterField & { kind: 'text' },
  operator: Operator,
  value: string,
): RowPredicate {
  const wanted = value.toLowerCase()
  switch (operator) {
    case '=':
      return (row) => field.of(row).toLowerCase() === wanted
    case '!=':
      return (row) => field.of(row).toLowerCase() !== wanted
    case '~':
      return (row) => field.of(row).toLowerCase().includes(wanted)
    default:
      throw new FilterError(
        `${field.name} is a text: compare it with =, != or ~ (contains), as in ${field.example}.`,
      )
  }
}

function numberPredicate(
  field: FilterField & { kind: 'number' },
  operator: Operator,
  text: string,
): RowPredicate {
  const value = parseAmount(field, text)
  if (typeof value === 'string') throw new FilterError(value)
  switch (operator) {
    case '>':
      return (row, nowMs) => field.of(row, nowMs) > value
    case '>=':
      return (row, nowMs) => field.of(row, nowMs) >= value
    case '<':
      return (row, nowMs) => field.of(row, nowMs) < value
    case '<=':
      return (row, nowMs) => field.of(row, nowMs) <= value
    case '=':
      return (row, nowMs) => field.of(row, nowMs) === value
    case '!=':
      return (row, nowMs) => field.of(row, nowMs) !== value
    case '~':
      throw new FilterError(
        `${field.name} is a number: compare it with =, !=, <, <=, > or >=, as in ${field.example}.`,
      )
  }
}
