import { prelude } from './programPrelude.ts'

/** Begins the text of a program that uses pools: functions for workers, and what tells a failure as a fact. */
export const poolPrelude = `${prelude}
import { setImmediate as turn } from 'node:timers/promises'
import { tmpdir } from 'node:os'
const { Pool } = mp
export function square(n) { return n * n }
export function add(a, b) { return a + b }
export function own() { return process.pid }
/** Which worker this is, also where workers share a process. */
export function ownName() { return currentProcess().name }
export function same(value) { return value }
export function nothing() {}
export function throwing(message) { throw new RangeError(message) }
export async function later(value, ms = 5) { await sleep(ms); return value }
export async function failSome(n) { if (n % 3 === 0) throw new RangeError('no ' + n); return n }
/** Says that it has begun, with its pid, and never ends. */
export async function stuck(begun) { await begun.put(process.pid); await new Promise(() => {}) }
/** The same without giving the loop a turn. */
export async function spin(begun) { await begun.put(process.pid); for (;;); }
const range = (n) => Array.from({ length: n }, (_, index) => index)
const unique = (values) => [...new Set(values)]
/** What an action gives or throws, in words. */
async function outcome(action) {
  try { return { value: await action() } } catch (error) { return describe(error) }
}
function describe(error) {
  return { error: error.name, message: error.message, ...('code' in error && { code: error.code }) }
}
/** Resolves when the process is gone. */
async function gone(pid) {
  for (;;) {
    try { process.kill(pid, 0) } catch { return }
    await sleep(5)
  }
}
`
