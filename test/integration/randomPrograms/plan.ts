import { Random } from './random.ts'

/**
 * A random program: channels, and actors (processes, and the main program) that write to them, read from them,
 * take turns by a lock, start each other and die. `program.ts` runs it, `checker.ts` judges what it has noted.
 *
 * Every plan ends by itself, whatever dies: a reader that waits without limit has one channel alone, which is closed
 * when its writers have ended; what no reader is left for the main program takes; everybody else waits with limits.
 */
export interface Plan {
  seed: number
  channels: ChannelPlan[]
  hasLock: boolean
  actors: ActorPlan[]
  kill: KillPlan | null
  pool: PoolPlan | null
}

export interface ChannelPlan {
  kind: 'queue' | 'joinable' | 'simple' | 'pipe'
  maxSize: number
  /** Of a pipe: the main program keeps the reading end, and takes what readers leave. */
  isKept: boolean
}

export type Role = 'writer' | 'reader' | 'mixed'

export interface ActorPlan {
  /** The first is the main program itself. */
  index: number
  role: Role
  steps: Step[]
  end: 'return' | 'throw' | 'exit'
  /** The actor that starts it; null: the main program. */
  parent: number | null
}

export type Step =
  | {
      do: 'put'
      channel: number
      count: number
      isAwaited: boolean
      padBytes: number
      timeoutMs: number | null
    }
  | { do: 'get'; channel: number; count: number; timeoutMs: number | null }
  /** `most` null: until the channel is at its end. */
  | { do: 'loop'; channel: number; most: number | null }
  | { do: 'lock'; count: number; dies: boolean }
  | { do: 'start'; actor: number }
  | { do: 'die' }

/** From outside, when the main program has heard this many reports of actors. */
export interface KillPlan {
  victim: number
  afterReports: number
  how: 'library' | 'system'
}

export type Deed = 'value' | 'throw' | 'exit' | 'die' | 'put'

export interface PoolPlan {
  processes: number
  onWorkerDeath: 'reject' | 'retry'
  how: 'apply' | 'imap' | 'imapUnordered'
  deeds: Deed[]
  /** Where tasks put. */
  channel: number
}

export function planOf(seed: number): Plan {
  const random = new Random(seed)
  const channels = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => channelOf(random))
  const plan: Plan = {
    seed,
    channels,
    hasLock: random.chance(0.4),
    actors: [],
    kill: null,
    pool: random.chance(0.12) ? poolOf(random, channels) : null,
  }
  plan.actors.push(mainOf(plan, random))
  const count = plan.pool ? 1 : random.pick([1, 1, 1, 2, 2, 3])
  for (let index = 1; index <= count; index++) plan.actors.push(actorOf(plan, index, random))
  adopt(plan, random)
  giveEveryChannelAWriter(plan, random)
  if (random.chance(0.4)) plan.kill = killOf(plan, random)
  return plan
}

function channelOf(random: Random): ChannelPlan {
  const kind = random.pick(['queue', 'queue', 'joinable', 'simple', 'pipe', 'pipe'] as const)
  const isBounded = kind === 'queue' || kind === 'joinable'
  return { kind, maxSize: isBounded ? random.pick([0, 0, 1, 3, 20]) : 0, isKept: random.chance(0.9) }
}

function poolOf(random: Random, channels: readonly ChannelPlan[]): PoolPlan {
  const deeds = Array.from({ length: random.between(1, 10) }, () =>
    random.pick<Deed>(['value', 'value', 'value', 'throw', 'put', 'put']),
  )
  if (random.chance(0.6)) random.insert(deeds, random.pick<Deed>(['exit', 'die']))
  return {
    processes: random.pick([1, 1, 2]),
    onWorkerDeath: random.pick(['reject', 'reject', 'reject', 'retry']),
    how: random.pick(['apply', 'imap', 'imapUnordered']),
    deeds,
    channel: random.between(0, channels.length - 1),
  }
}

function mainOf(plan: Plan, random: Random): ActorPlan {
  const role = random.pick<Role>(['writer', 'mixed'])
  const steps = random.chance(0.5) ? stepsOf(plan, role, random).filter((step) => step.do !== 'die') : []
  const alive = steps.map((step) => (step.do === 'lock' ? { ...step, dies: false } : step))
  return { index: 0, role, steps: alive, end: 'return', parent: null }
}

function actorOf(plan: Plan, index: number, random: Random): ActorPlan {
  const role = random.pick<Role>(['writer', 'writer', 'reader', 'reader', 'mixed'])
  const steps = stepsOf(plan, role, random)
  if (random.chance(0.2)) random.insert<Step>(steps, { do: 'die' })
  return {
    index,
    role,
    steps,
    end: random.pick(['return', 'return', 'return', 'exit', 'throw']),
    parent: null,
  }
}

function stepsOf(plan: Plan, role: Role, random: Random): Step[] {
  const own = random.between(0, plan.channels.length - 1)
  const steps = Array.from({ length: random.between(1, 4) }, () => stepOf(plan, role, own, random))
  if (plan.hasLock && random.chance(0.7))
    random.insert<Step>(steps, { do: 'lock', count: random.between(1, 4), dies: random.chance(0.15) })
  return steps
}

function stepOf(plan: Plan, role: Role, own: number, random: Random): Step {
  if (role === 'reader') return readingStep(own, null, random)
  const channel = random.between(0, plan.channels.length - 1)
  if (role === 'writer') return writingStep(channel, null, random)
  const timeoutMs = random.pick([0, 5, 20])
  const { kind } = plan.channels[channel] as ChannelPlan
  // A simple queue has no time-outs: to wait for it is for those who do nothing else.
  if (kind === 'simple' || random.chance(0.5))
    return writingStep(channel, kind === 'simple' || kind === 'pipe' ? null : timeoutMs, random)
  return { do: 'get', channel, count: random.between(1, 6), timeoutMs }
}

function writingStep(channel: number, timeoutMs: number | null, random: Random): Step {
  return {
    do: 'put',
    channel,
    count: random.between(1, 12),
    isAwaited: random.chance(0.5),
    padBytes: random.chance(0.08) ? 150_000 : 0,
    timeoutMs,
  }
}

function readingStep(channel: number, timeoutMs: number | null, random: Random): Step {
  if (random.chance(0.4)) return { do: 'get', channel, count: random.between(1, 8), timeoutMs }
  return { do: 'loop', channel, most: random.chance(0.5) ? null : random.between(1, 15) }
}

/**
 * Some are started by another actor, before it does anything else that may wait: what it waits for may be just this
 * child. It may die before or after.
 */
function adopt(plan: Plan, random: Random): void {
  for (const actor of plan.actors.slice(2)) {
    if (!random.chance(0.35)) continue
    const parent = plan.actors[actor.index - 1] as ActorPlan
    actor.parent = parent.index
    parent.steps.unshift({ do: 'start', actor: actor.index })
    if (random.chance(0.1)) parent.steps.unshift({ do: 'die' })
  }
}

function giveEveryChannelAWriter({ channels, actors }: Plan, random: Random): void {
  const writers = actors.filter(({ role, parent }) => role !== 'reader' && parent === null)
  channels.forEach((_, channel) => {
    const isWritten = actors.some(({ steps }) =>
      steps.some((step) => step.do === 'put' && step.channel === channel),
    )
    if (isWritten) return
    const { role, steps } = random.pick(writers)
    const { kind } = channels[channel] as ChannelPlan
    const hasLimit = role === 'mixed' && (kind === 'queue' || kind === 'joinable')
    random.insert(steps, writingStep(channel, hasLimit ? 5 : null, random))
  })
}

function killOf({ actors }: Plan, random: Random): KillPlan {
  const victim = random.pick(actors.slice(1))
  return {
    victim: victim.index,
    afterReports: random.between(1, 12),
    how: victim.parent === null ? random.pick(['library', 'system']) : 'system',
  }
}

/** The channels that an actor reads or writes. */
export function channelsOf(actor: ActorPlan, use: 'read' | 'write'): number[] {
  const channels = actor.steps.flatMap((step) => {
    if (use === 'write') return step.do === 'put' ? [step.channel] : []
    return step.do === 'get' || step.do === 'loop' ? [step.channel] : []
  })
  return [...new Set(channels)]
}
