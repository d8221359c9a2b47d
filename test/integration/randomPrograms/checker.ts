import { checkChannel } from './channelChecks.ts'
import { Facts } from './facts.ts'
import { checkLock } from './lockChecks.ts'
import type { NotedLine } from './notes.ts'
import type { ActorPlan, Plan } from './plan.ts'
import { poolActor } from './poolActor.ts'

/**
 * Judges what the actors of one plan have noted. What a death may cost, exactly:
 *
 * - A put that was acknowledged is never lost by its putter's death; one that was not may be there or not, once.
 * - A reader that is killed may take along the one item that it had asked for and not noted.
 * - A lock whose holder dies is told to others by OwnerDiedError, and is free after that.
 * - A pool's task that kills its worker rejects, and no other.
 *
 * Everything else is lost by nobody, doubled by nobody, and settles.
 */
export function check(plan: Plan, notes: readonly NotedLine[]): string[] {
  const facts = new Facts(plan, notes)
  return [
    ...checkEnd(facts),
    ...checkSettled(facts),
    ...plan.channels.flatMap((_, channel) => checkChannel(facts, channel)),
    ...checkLock(facts),
    ...checkExits(facts),
    ...checkPool(facts),
  ]
}

function checkEnd({ notes }: Facts): string[] {
  const hang = notes.find(({ event }) => event === 'plan-hangs')
  if (hang) return [`It hangs (${hang.more}).`]
  return notes.some(({ event }) => event === 'plan-end') ? [] : ['The run ended before it was over.']
}

/** Whoever lived to its end has heard of all that it asked for. */
function checkSettled(facts: Facts): string[] {
  return facts.plan.actors.flatMap((actor) => {
    if (facts.isKilled(actor.index)) return []
    const count = (...events: NotedLine['event'][]): number =>
      facts.notes.filter((note) => note.actor === actor.index && events.includes(note.event)).length
    const pairs = [
      // Who calls process.exit() hears no more of the puts that were under way.
      ['puts', count('put'), actor.end === 'exit' ? count('put') : count('put-done', 'put-failed')],
      ['loops', count('loop'), count('loop-left', 'loop-ended')],
      ['acquires', count('acquire'), count('enter', 'acquire-failed')],
      ['taskDone calls', count('task-done'), count('task-done-done')],
      // The main program also takes what is left.
      ['gets', count('ask'), actor.index === 0 ? count('ask') : count('got', 'ask-failed')],
    ] as const
    return pairs
      .filter(([, asked, settled]) => asked !== settled)
      .map(
        ([what, asked, settled]) => `Actor ${actor.index} has ${asked} ${what}, of which ${settled} settled.`,
      )
  })
}

const exitCodes: Record<ActorPlan['end'], number> = { return: 0, throw: 1, exit: 7 }

function checkExits(facts: Facts): string[] {
  const roots = facts.plan.actors.filter(({ index, parent }) => index > 0 && parent === null)
  return roots.flatMap(({ index, end }) => {
    const ended = facts.of('ended').filter(({ more }) => Number(more.split(' ')[0]) === index)
    if (ended.length !== 1) return [`Actor ${index} was told to have ended ${ended.length} times.`]
    const exitCode = Number(ended[0]?.more.split(' ')[1])
    const isOver = facts.has(index, 'over')
    const expected = isOver ? exitCodes[end] : -9
    if (exitCode === expected || (facts.isKilled(index) && exitCode === -9)) return []
    return [`Actor ${index} ended with ${exitCode} instead of ${expected}.`]
  })
}

function checkPool(facts: Facts): string[] {
  const { pool } = facts.plan
  if (pool === null) return []
  const { deeds, onWorkerDeath } = pool
  const expected = deeds.map((deed, index) => {
    if (deed === 'throw') return 'RangeError'
    return deed === 'exit' || deed === 'die' ? 'WorkerDiedError' : String(index)
  })
  const outcomes = facts.of('outcome').map(({ more }) => more)
  const isOrdered = pool.how !== 'imapUnordered'
  const wrong =
    (isOrdered ? outcomes : outcomes.toSorted()).join() !==
    (isOrdered ? expected : expected.toSorted()).join()
  const violations = wrong ? [`The pool gave ${outcomes.join()} instead of ${expected.join()}.`] : []
  deeds.forEach((deed, index) => {
    const runs = facts
      .of('task')
      .filter((note) => note.actor === poolActor && note.more === String(index)).length
    const isRetried = onWorkerDeath === 'retry' && (deed === 'exit' || deed === 'die')
    if (runs !== (isRetried ? 3 : 1)) violations.push(`Task ${index} (${deed}) ran ${runs} times.`)
  })
  return violations
}
