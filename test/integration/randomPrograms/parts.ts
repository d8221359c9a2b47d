import { Pipe, type Connection, type Lock, type Queue } from 'multiprocessing'
import type { Part, Report } from './actor.ts'
import type { MadeChannel } from './channels.ts'
import { channelsOf, type ActorPlan, type Plan } from './plan.ts'

interface Common {
  file: string
  channels: readonly MadeChannel[]
  lock: Lock | null
  reports: Queue<Report>
}

/** What each actor gets, by its number; and for those that another actor starts what tells of their end. */
export function buildParts(plan: Plan, common: Common): { parts: Part[]; alive: Map<number, Connection> } {
  const alive = new Map<number, Connection>()
  const parts: Part[] = []
  // Children have higher numbers than their parents, who carry their parts.
  for (const actor of plan.actors.toReversed()) {
    const children = plan.actors.filter(({ parent }) => parent === actor.index)
    const part = partOf(plan, actor, common)
    part.children = children.map(({ index }) => parts[index] as Part)
    parts[actor.index] = part
    if (actor.parent === null) continue
    const [told, held] = Pipe()
    alive.set(actor.index, told)
    part.alive = held
  }
  return { parts, alive }
}

function partOf(plan: Plan, actor: ActorPlan, { file, channels, lock, reports }: Common): Part {
  const made = (channel: number): MadeChannel => channels[channel] as MadeChannel
  return {
    seed: plan.seed,
    actor,
    file,
    reading: new Map(channelsOf(actor, 'read').map((channel) => [channel, made(channel).reader])),
    writing: new Map(channelsOf(actor, 'write').map((channel) => [channel, made(channel).writer])),
    lock,
    reports,
    alive: null,
    children: [],
  }
}
