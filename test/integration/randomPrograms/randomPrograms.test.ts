import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { engineRun, type EngineRun } from '../../support/engineRun.ts'
import { expectNoOwnProcesses } from '../../support/ownProcesses.ts'
import { check } from './checker.ts'
import { parseNotes, type NotedLine } from './notes.ts'
import { planOf } from './plan.ts'

/**
 * Random programs of processes, queues, locks, pipes and pools, some of whose processes are killed: whatever happens,
 * everything settles, nothing is lost or doubled beyond what `checker.ts` names, and no process is left.
 *
 * A plan follows from its seed; the moments follow from the machine. One alone, with all that it noted:
 *   RANDOM_PROGRAM=17 npx vitest run --project integration test/integration/randomPrograms
 * Others than the usual ones:
 *   RANDOM_PROGRAMS_FROM=501 npx vitest run --project integration test/integration/randomPrograms
 */

const seeds = 500
const from = Number(process.env['RANDOM_PROGRAMS_FROM'] ?? 1)
const perTest = 50
/** Sessions at the same time, plans at the same time in each. */
const sessions = 2
const atOnce = 4

const alone = process.env['RANDOM_PROGRAM']

describe('A random program', () => {
  if (alone !== undefined) {
    it(`with seed ${alone}`, async () => {
      const plan = planOf(Number(alone))
      const { notes, violations } = await judge([plan.seed])
      console.log(JSON.stringify(plan, null, 1))
      console.log(notes.map(({ seed: _seed, ...note }) => Object.values(note).join(' ')).join('\n'))
      expect(violations).toEqual([])
    })
    return
  }

  const firsts = Array.from({ length: seeds / perTest }, (_, index) => from + index * perTest)
  it.each(firsts.map((first) => [first, first + perTest - 1]))('with seeds %i to %i', async (first, last) => {
    const all = Array.from({ length: last - first + 1 }, (_, index) => first + index)
    const shares = Array.from({ length: sessions }, (_, session) =>
      all.filter((seed) => seed % sessions === session),
    )
    const judged = await Promise.all(shares.map(judge))
    expect(judged.flatMap(({ violations }) => violations)).toEqual([])
    await expectNoOwnProcesses()
  })
})

async function judge(own: readonly number[]): Promise<{ notes: NotedLine[]; violations: string[] }> {
  const file = join(mkdtempSync(join(tmpdir(), 'notes-')), 'notes')
  const plans = own.map(planOf)
  const program = `export * from ${JSON.stringify(join(import.meta.dirname, 'program.ts'))}`
  const run = await engineRun(program, { params: { plans, file, atOnce }, limitMs: 110_000 })
  const notes = existsSync(file) ? parseNotes(readFileSync(file, 'utf8')) : []
  const violations = plans.flatMap((plan) => {
    const found = check(
      plan,
      notes.filter(({ seed }) => seed === plan.seed),
    )
    return found.map((violation) => `${violation} ${repeat(plan.seed)}`)
  })
  return { notes, violations: [...violations, ...checkRun(run, own)] }
}

/** Every process has ended before the main program, which waits for all of its actors. */
function checkRun({ end, snapshot, stderr }: EngineRun, own: readonly number[]): string[] {
  const [main, ...others] = snapshot.processes
  const mainEndMs = main?.endedAtMs ?? 0
  const left = others
    .filter(({ endedAtMs }) => endedAtMs === null || endedAtMs > mainEndMs)
    .map(({ name, role }) => `The ${role} ${name} outlived the main program, ${where(own)}.`)
  if (end.outcome === 'completed') return left
  return [`The run ${end.outcome} (${end.error?.message}), ${where(own)}.\n${stderr.slice(-2_000)}`, ...left]
}

function where(own: readonly number[]): string {
  return `in a run of the seeds ${own.join(', ')}`
}

function repeat(seed: number): string {
  return `Seed ${seed}: RANDOM_PROGRAM=${seed} npx vitest run --project integration test/integration/randomPrograms`
}
