import { describe, expect, it } from 'vitest'
import { check } from './checker.ts'
import { parseNotes } from './notes.ts'
import { planOf, type Plan } from './plan.ts'

/** The judge of the random programs, on notes in which something is wrong: it must see it. */

const plan: Plan = {
  seed: 1,
  channels: [{ kind: 'joinable', maxSize: 1, isKept: true }],
  hasLock: true,
  kill: null,
  pool: { processes: 1, onWorkerDeath: 'reject', how: 'apply', deeds: ['value', 'exit'], channel: 0 },
  actors: [
    { index: 0, role: 'writer', steps: [], end: 'return', parent: null },
    {
      index: 1,
      role: 'writer',
      steps: [
        { do: 'put', channel: 0, count: 3, isAwaited: true, padBytes: 0, timeoutMs: null },
        { do: 'lock', count: 1, dies: false },
      ],
      end: 'return',
      parent: null,
    },
    {
      index: 2,
      role: 'reader',
      steps: [
        { do: 'loop', channel: 0, most: null },
        { do: 'lock', count: 1, dies: false },
      ],
      end: 'exit',
      parent: null,
    },
  ],
}

/** What the actors note when all is well. */
const well = `
0 plan-begin - -
0 over - -
1 put 0 1.0
1 put-done 0 1.0
2 loop 0 -
1 put 0 1.1
0 told 0 1.0 2
2 task-done 0 1.0
2 task-done-done 0 1.0
1 put-done 0 1.1
0 told 0 1.1 2
2 task-done 0 1.1
2 task-done-done 0 1.1
1 put 0 1.2
1 put-done 0 1.2
1 acquire - -
1 enter - -
1 leave - -
1 over - -
0 ended - 1 0
0 told 0 1.2 2
2 task-done 0 1.2
2 task-done-done 0 1.2
2 loop-ended 0 -
2 acquire - -
2 enter - -
2 leave - -
2 over - -
0 ended - 2 7
99 task - 0
99 task - 1
0 outcome - 0
0 outcome - WorkerDiedError
0 undone 0 0
0 joined 0 -
0 plan-end - -`

/** @param change - lines to leave out (`- line`), or to put after another (`line + new line`). */
function judge(...changes: string[]): string[] {
  let lines = well.trim().split('\n')
  for (const change of changes) {
    const [at = '', added] = change.replace(/^- /, '').split(' + ')
    if (!lines.includes(at)) throw new Error(`There is no line '${at}'.`)
    if (added === undefined) lines = lines.filter((line) => line !== at)
    else lines.splice(lines.indexOf(at) + 1, 0, added)
  }
  return check(plan, parseNotes(lines.map((line) => `1 ${line}`).join('\n')))
}

describe('The checker of random programs', () => {
  it('has nothing to say when all is well', () => {
    expect(judge()).toEqual([])
  })

  it.each([
    ['- 0 plan-end - -', /The run ended before it was over/],
    ['0 joined 0 - + 0 plan-hangs - hangs', /It hangs/],
    ['- 0 told 0 1.1 2', /lost 1 items \(1\.1\); 0 may/],
    ['0 told 0 1.1 2 + 0 told 0 1.1 2', /1\.1 came out of channel 0 2 times/],
    ['0 told 0 1.1 2 + 0 left 0 1.1', /1\.1 came out of channel 0 2 times/],
    ['0 told 0 1.1 2 + 2 got 0 1.7', /1\.7 came out of channel 0 and was never put/],
    ['1 put-done 0 1.1 + 1 put-failed 0 1.1 QueueFullError', /its put had failed/],
    ['- 1 put-done 0 1.1', /Actor 1 has 3 puts, of which 2 settled/],
    ['- 2 loop-ended 0 -', /Actor 2 has 1 loops, of which 0 settled/],
    ['1 acquire - - + 2 enter - -', /Actor 1 entered the lock of actor 2/],
    ['2 acquire - - + 2 acquire-failed - MisuseError', /Actor 2 was refused the lock: MisuseError/],
    ['- 2 over - -', /Actor 2 ended with 7 instead of -9/],
    ['- 0 ended - 1 0', /Actor 1 was told to have ended 0 times/],
    ['- 0 joined 0 -', /Channel 0 was not joined/],
    ['- 0 outcome - WorkerDiedError', /The pool gave 0 instead of 0,WorkerDiedError/],
    ['99 task - 0 + 99 task - 0', /Task 0 \(value\) ran 2 times/],
  ])('sees %s', (change, violation) => {
    expect(judge(change)).toContainEqual(expect.stringMatching(violation))
  })

  it('sees items in the wrong order, and tasks that were counted wrongly', () => {
    expect(judge('- 0 told 0 1.0 2', '0 told 0 1.1 2 + 0 told 0 1.0 2')).toEqual([
      'Item 1.0 came out of channel 0 after 1.1.',
    ])
    expect(judge('- 0 undone 0 0', '0 outcome - 0 + 0 undone 0 1')).toEqual([
      'Channel 0 has 1 tasks undone; there must be 0 to 0.',
    ])
  })

  it('allows a killed reader the one item that it had in hand, and no more', () => {
    const killed = ['- 2 loop-ended 0 -', '- 2 acquire - -', '- 2 enter - -', '- 2 leave - -', '- 2 over - -']
    const death = ['0 ended - 1 0 + 0 ended - 2 -9', '- 0 ended - 2 7']
    const undone = (count: number): string[] => ['- 0 undone 0 0', `0 outcome - 0 + 0 undone 0 ${count}`]
    const without = (id: string): string[] =>
      [`0 told 0 ${id} 2`, `2 task-done 0 ${id}`, `2 task-done-done 0 ${id}`].map((line) => `- ${line}`)
    expect(judge(...killed, ...death, ...without('1.2'), ...undone(1))).toEqual([])
    const violations = judge(...killed, ...death, ...without('1.2'), ...without('1.1'), ...undone(2))
    expect(violations).toEqual([expect.stringMatching(/lost 2 items \(1\.1, 1\.2\); 1 may/)])
  })

  it('makes the same plan of the same seed, and others of others', () => {
    expect(planOf(7)).toEqual(planOf(7))
    const plans = Array.from({ length: 500 }, (_, seed) => JSON.stringify({ ...planOf(seed), seed: 0 }))
    expect(new Set(plans).size).toBeGreaterThan(495)
  })
})
