import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deserialize } from 'node:v8'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StartMethod } from '../../src/shared/units.ts'
import { engineRun, type EngineRun, type EngineRunOptions } from './engineRun.ts'

/**
 * One run for many cases: its `main` tries one behaviour after the other and notes what each gave, so that a case
 * costs no start of processes of its own. What fails, fails alone: a behaviour that throws or hangs is named, and
 * after one that ends the whole run the others are tried in another run.
 *
 *   const shared = sharedRun(startMethod, `${prelude} export function double(n) { return 2 * n }`)
 *   shared.it('a queue is first in, first out', `
 *     const q = new Queue(); q.put(1); q.put(2)
 *     return [await q.get(), await q.get()]`, [1, 2])
 */
export interface SharedRun {
  /**
   * @param body - of an async function that returns facts; it sees the source's names and those of `setUp`.
   * @param expected - compared by `toEqual`; may hold asymmetric matchers.
   */
  it(name: string, body: string, expected: unknown, options?: BehaviourOptions): void
}

export interface BehaviourOptions {
  /** Start methods that cannot have the behaviour, and why. */
  not?: Partial<Record<StartMethod, string>>
  /** A behaviour that takes longer hangs. Default 10 s. */
  limitMs?: number
}

export interface SharedRunOptions extends EngineRunOptions {
  /** Text that `main` begins with, for example a pool that all behaviours use. */
  setUp?: string
  tearDown?: string
}

interface Behaviour {
  name: string
  body: string
  limitMs: number
}

/** What a behaviour gave; when the run ended in it: how. */
type Told = { value: unknown } | { error: string } | { endOfRun: string }

export function sharedRun(
  startMethod: StartMethod,
  source: string,
  { setUp = '', tearDown = '', ...options }: SharedRunOptions = {},
): SharedRun {
  const behaviours: Behaviour[] = []
  let told = new Map<string, Told>()
  let end = 'It did not start.'
  let isInOrder = true

  beforeAll(async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'facts-')), 'facts')
    const program = programOf(behaviours, source, setUp, tearDown)
    for (let attempts = 0; attempts < behaviours.length && told.size < behaviours.length; attempts++) {
      const params = { file, done: [...told.keys()] }
      const run = await engineRun(program, { limitMs: 90_000, ...options, startMethod, params })
      end = describeEnd(run)
      isInOrder = run.end.outcome === 'completed'
      told = readFacts(file, told, end)
    }
  })

  afterAll(() => {
    const hasEndedInOne = [...told.values()].some((fact) => 'endOfRun' in fact)
    if (!isInOrder && !hasEndedInOne)
      throw new Error(`After its last behaviour the run did not end in order. ${end}`)
  })

  return {
    it: (name, body, expected, { not = {}, limitMs = 10_000 } = {}) => {
      const reason = not[startMethod]
      if (behaviours.some((known) => known.name === name)) throw new Error(`'${name}' is there twice.`)
      if (reason === undefined) behaviours.push({ name, body, limitMs })
      it(name, ({ skip }) => {
        if (reason !== undefined) skip(reason)
        expect(valueOf(name, told.get(name), end)).toEqual(expected)
      })
    },
  }
}

/** Facts are written at once, so that they outlive whatever the next behaviour does to the run. */
const noting = `
import { appendFileSync as appendFact } from 'node:fs'
import { serialize as serializeFact } from 'node:v8'
async function attemptBehaviour(file, name, limitMs, behaviour) {
  const note = (told) => appendFact(file, serializeFact([name, told]).toString('base64') + '\\n')
  let timer
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('It hangs: nothing within ' + limitMs + ' ms.')), limitMs)
  })
  note('begun')
  try {
    note({ value: await Promise.race([behaviour(), limit]) })
  } catch (error) {
    note({ error: error?.stack ?? String(error) })
  } finally {
    clearTimeout(timer)
  }
}
`

function programOf(
  behaviours: readonly Behaviour[],
  source: string,
  setUp: string,
  tearDown: string,
): string {
  const attempts = behaviours.map(attempt).join('')
  return `${noting}${source}\nexport async function main({ file, done }) {${setUp}\n${attempts}${tearDown}\n}`
}

function attempt({ name, body, limitMs }: Behaviour): string {
  const quoted = JSON.stringify(name)
  return `if (!done.includes(${quoted})) await attemptBehaviour(file, ${quoted}, ${limitMs}, async () => {${body}\n})\n`
}

function readFacts(file: string, known: ReadonlyMap<string, Told>, end: string): Map<string, Told> {
  const told = new Map(known)
  if (!existsSync(file)) return told
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const [name, fact] = deserialize(Buffer.from(line, 'base64')) as [string, Told | 'begun']
    if (!known.has(name)) told.set(name, fact === 'begun' ? { endOfRun: end } : fact)
  }
  return told
}

function valueOf(name: string, fact: Told | undefined, end: string): unknown {
  if (!fact) throw new Error(`The run that '${name}' shares ended before it. ${end}`)
  if ('endOfRun' in fact) throw new Error(`'${name}' ended the run. ${fact.endOfRun}`)
  if ('error' in fact) throw new Error(`'${name}' failed in the program:\n${fact.error}`)
  return fact.value
}

function describeEnd({ end, stderr }: EngineRun): string {
  const { outcome, exitCode, error } = end
  return `Outcome: ${outcome}, exit code ${exitCode}. ${error?.stack ?? error?.message ?? ''}\n${stderr}`
}
