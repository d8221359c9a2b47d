import { data, Evaluator, Lexer, Parser } from '@actions/expressions'

/** GitHub's expressions, evaluated by GitHub's own library. */

const contextNames = ['github', 'matrix', 'needs', 'secrets', 'steps', 'vars', 'runner']

/** What stands for a job's state: nothing has failed before, or the dry run would have ended. */
const stateFunctions = [
  ['always', true],
  ['success', true],
  ['failure', false],
  ['cancelled', false],
].map(([name, value]) => ({
  name: String(name),
  minArgs: 0,
  maxArgs: 0,
  call: () => new data.BooleanData(value === true),
}))

/**
 * @param {string} text with any number of `${{ … }}`
 * @param {Record<string, unknown>} contexts
 * @returns {string}
 */
export function fillIn(text, contexts) {
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression) =>
    evaluate(expression, contexts).coerceString(),
  )
}

/**
 * @param {string | boolean | undefined} condition of an `if:`, with or without its braces
 * @param {Record<string, unknown>} contexts
 * @returns {boolean}
 */
export function holds(condition, contexts) {
  if (condition === undefined) return true
  const bare = String(condition).replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1')
  return !['', 'false', '0', 'null'].includes(evaluate(bare, contexts).coerceString())
}

/**
 * @param {string} expression
 * @param {Record<string, unknown>} contexts
 */
function evaluate(expression, contexts) {
  const { tokens } = new Lexer(expression.trim()).lex()
  const parsed = new Parser(tokens, contextNames, stateFunctions).parse()
  const functions = new Map(stateFunctions.map((each) => [each.name, each]))
  const known = Object.fromEntries(contextNames.map((name) => [name, contexts[name] ?? {}]))
  return new Evaluator(parsed, /** @type {data.Dictionary} */ (toData(known)), functions).evaluate()
}

/** @param {unknown} value @returns {data.ExpressionData} */
function toData(value) {
  if (typeof value === 'string') return new data.StringData(value)
  if (typeof value === 'number') return new data.NumberData(value)
  if (typeof value === 'boolean') return new data.BooleanData(value)
  if (value === null || typeof value !== 'object') return new data.Null()
  return new data.Dictionary(...Object.entries(value).map(([key, each]) => ({ key, value: toData(each) })))
}
