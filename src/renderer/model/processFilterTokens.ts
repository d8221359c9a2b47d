export const operators = ['>=', '<=', '!=', '=', '>', '<', '~'] as const
export type Operator = (typeof operators)[number]

export type FilterToken =
  | { type: 'text'; text: string; isQuoted: boolean }
  | { type: 'operator'; operator: Operator }
  | { type: 'open' | 'close' | 'not' | 'and' | 'or' }

const keywords: Readonly<Record<string, FilterToken>> = {
  and: { type: 'and' },
  '&&': { type: 'and' },
  or: { type: 'or' },
  '||': { type: 'or' },
  not: { type: 'not' },
}

const tokenPattern =
  /\s+|(?<quoted>"[^"]*"?)|(?<operator>>=|<=|!=|==|[=<>~])|(?<mark>[()!])|(?<word>[^\s"()!=<>~]+)/gy

/** Splits a filter into tokens; a string says what is wrong. */
export function tokenizeFilter(text: string): FilterToken[] | string {
  const tokens: FilterToken[] = []
  for (const { groups = {} } of text.matchAll(tokenPattern)) {
    const { quoted, operator, mark, word } = groups
    if (quoted !== undefined) {
      if (quoted.length < 2 || !quoted.endsWith('"')) return 'A quote " is not closed.'
      tokens.push({ type: 'text', text: quoted.slice(1, -1), isQuoted: true })
    } else if (operator !== undefined) {
      tokens.push({ type: 'operator', operator: operator === '==' ? '=' : (operator as Operator) })
    } else if (mark !== undefined) {
      tokens.push({ type: mark === '(' ? 'open' : mark === ')' ? 'close' : 'not' })
    } else if (word !== undefined) {
      tokens.push(wordToken(word))
    }
  }
  return tokens
}

function wordToken(word: string): FilterToken {
  const key = word.toLowerCase()
  const keyword = Object.hasOwn(keywords, key) ? keywords[key] : undefined
  return keyword ?? { type: 'text', text: word, isQuoted: false }
}
