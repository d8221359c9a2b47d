import type { Facts } from './facts.ts'

/** One at a time is between `enter` and `leave`; who dies in there says nothing more when another has come in. */
export function checkLock(facts: Facts): string[] {
  const violations: string[] = []
  const dead = new Set<number>()
  let holder: number | undefined
  for (const { actor, event, more } of facts.notes) {
    if (dead.has(actor) && event !== 'told')
      violations.push(`Actor ${actor} lived on in the lock of another.`)
    if (event === 'enter') {
      if (holder !== undefined && !facts.isKilled(holder))
        violations.push(`Actor ${actor} entered the lock of actor ${holder}.`)
      else if (holder !== undefined) dead.add(holder)
      holder = actor
    }
    if (event === 'leave') holder = holder === actor ? undefined : holder
    if (event === 'acquire-failed') violations.push(...checkRefusal(facts, actor, more))
  }
  return violations
}

function checkRefusal(facts: Facts, actor: number, error: string): string[] {
  const hasDead = facts.plan.actors.some(({ index }) => facts.isKilled(index))
  return error === 'OwnerDiedError' && hasDead ? [] : [`Actor ${actor} was refused the lock: ${error}.`]
}
