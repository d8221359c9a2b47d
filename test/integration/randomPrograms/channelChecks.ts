import type { Facts } from './facts.ts'
import type { NotedLine } from './notes.ts'
import { channelsOf } from './plan.ts'
import { poolActor } from './poolActor.ts'

/** Nothing that was put is lost or doubled; order; what joinable queues count. */
export function checkChannel(facts: Facts, channel: number): string[] {
  const items = itemsOf(facts, channel)
  return [
    ...checkExistence(items, channel),
    ...checkLoss(facts, items, channel),
    ...checkOrder(facts, channel),
    ...checkTasks(facts, items, channel),
  ]
}

interface Item {
  id: string
  /** null: it was not answered. */
  answer: 'done' | 'failed' | null
  wasPut: boolean
  taken: number
}

function itemsOf(facts: Facts, channel: number): Item[] {
  const items = new Map<string, Item>()
  const itemOf = (more: string): Item => {
    const id = more.split(' ')[0] as string
    const item = items.get(id) ?? { id, answer: null, wasPut: false, taken: 0 }
    items.set(id, item)
    return item
  }
  for (const { more } of facts.of('put', channel)) itemOf(more).wasPut = true
  for (const { more } of facts.of('put-done', channel)) itemOf(more).answer = 'done'
  for (const { more } of facts.of('put-failed', channel)) itemOf(more).answer = 'failed'
  for (const { more } of takenAt(facts, channel)) itemOf(more).taken++
  return [...items.values()]
}

/** By whoever: readers, and the main program for those that no reader took. */
function takenAt(facts: Facts, channel: number): NotedLine[] {
  return [...facts.of('got', channel), ...facts.of('told', channel), ...facts.of('left', channel)]
}

function checkExistence(items: readonly Item[], channel: number): string[] {
  return items.flatMap(({ id, wasPut, answer, taken }) => {
    if (!wasPut) return [`Item ${id} came out of channel ${channel} and was never put.`]
    if (taken > 1) return [`Item ${id} came out of channel ${channel} ${taken} times.`]
    if (taken === 1 && answer === 'failed')
      return [`Item ${id} came out of channel ${channel}; its put had failed.`]
    return []
  })
}

function checkLoss(facts: Facts, items: readonly Item[], channel: number): string[] {
  const lost = items.filter((item) => item.taken === 0 && mustArrive(facts, item))
  const most = mostLost(facts, channel)
  if (lost.length <= most) return []
  const ids = lost.map(({ id }) => id).join(', ')
  return [`Channel ${channel} lost ${lost.length} items (${ids}); ${most} may have gone with their readers.`]
}

/** Acknowledged; or said before its putter ended in order, which waits for what it has said. */
function mustArrive(facts: Facts, { id, answer }: Item): boolean {
  if (answer !== null) return answer === 'done'
  const putter = Number(id.split('.')[0])
  // One with a time-out may have failed after its process was gone.
  const hasLimit = facts.plan.actors[putter]?.role === 'mixed'
  return !facts.isKilled(putter) && !hasLimit
}

/** One for each killed reader that had asked, or was in a loop; all where nobody is left who could read. */
function mostLost(facts: Facts, channel: number): number {
  const plan = facts.plan.channels[channel]
  if (plan?.kind === 'pipe' && !plan.isKept) return Number.POSITIVE_INFINITY
  const readers = facts.plan.actors.filter((actor) => channelsOf(actor, 'read').includes(channel))
  return readers.filter(({ index }) => facts.isKilled(index) && isAsking(facts, channel, index)).length
}

function isAsking(facts: Facts, channel: number, actor: number): boolean {
  const count = (event: NotedLine['event']): number =>
    facts.of(event, channel).filter((note) => note.actor === actor).length
  if (count('loop') > count('loop-left') + count('loop-ended')) return true
  return count('ask') > count('got') + count('ask-failed')
}

/** Of one putter, for one reader; where nothing that was lent came back to be taken by another. */
function checkOrder(facts: Facts, channel: number): string[] {
  const readers = facts.plan.actors.filter((actor) => channelsOf(actor, 'read').includes(channel))
  const givesBack =
    readers.some(({ index }) => facts.isKilled(index)) || facts.of('loop-left', channel).length > 0
  if (givesBack) return []
  const newest = new Map<string, number>()
  // A loop's items are noted by the main program, so not at the moment when they are taken.
  return [...facts.of('got', channel), ...facts.of('told', channel)].flatMap((note) => {
    const [id, by] = note.more.split(' ')
    const [putter, n] = String(id).split('.').map(Number)
    // The tasks of a pool run beside each other.
    if (putter === poolActor) return []
    const key = `${note.event} ${note.event === 'told' ? by : note.actor} ${putter}`
    const before = newest.get(key) ?? -1
    newest.set(key, Number(n))
    return Number(n) > before ? [] : [`Item ${id} came out of channel ${channel} after ${putter}.${before}.`]
  })
}

/** What nobody has declared as done is what was put, without what was. Calls of the dead count or not. */
function checkTasks(facts: Facts, items: readonly Item[], channel: number): string[] {
  if (facts.plan.channels[channel]?.kind !== 'joinable') return []
  const [noted] = facts.of('undone', channel)
  if (facts.of('joined', channel).length !== 1 || !noted) return [`Channel ${channel} was not joined.`]
  const undone = Number(noted.more)
  const certain = items.filter((item) => item.taken === 1 || mustArrive(facts, item)).length
  const possible = items.filter(({ answer }) => answer !== 'failed').length
  const least = certain - facts.of('task-done', channel).length
  const most = possible - facts.of('task-done-done', channel).length
  if (undone >= least && undone <= most) return []
  return [`Channel ${channel} has ${undone} tasks undone; there must be ${least} to ${most}.`]
}
