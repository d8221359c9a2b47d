import { setTimeout as wait } from 'node:timers/promises'
import { Barrier, Lock, Process, RawValue } from 'multiprocessing'

interface Account {
  name: string
  balance: RawValue<'int32'>
  lock: Lock
}

export async function clerk(from: Account, to: Account, amount: number, times: number, opening: Barrier) {
  // In the order of their names, whichever way the money goes: so no two clerks ever wait for each other.
  const [first, second] = from.name < to.name ? [from, to] : [to, from]

  await opening.wait()
  for (let i = 0; i < times; i++) {
    await first.lock.runExclusive(() => second.lock.runExclusive(() => transfer(from, to, amount)))
    console.log(`${amount} from ${from.name} to ${to.name}`)
  }
}

// To be called with both locks held.
async function transfer(from: Account, to: Account, amount: number) {
  const rest = (await from.balance.get()) - amount
  await wait(50)
  await from.balance.set(rest)
  await to.balance.set((await to.balance.get()) + amount)
}

type Order = [from: string, to: string, amount: number]

const twoOrders: Order[] = [
  ['A', 'B', 30],
  ['B', 'A', 10],
]

// Each order is carried out `times` times, by a clerk of its own.
export async function main({ orders = twoOrders, times = 3 }) {
  const names = [...new Set(orders.flatMap(([from, to]) => [from, to]))]
  const accounts = new Map(names.map((name) => [name, openAccount(name)]))
  const accountOf = (name: string) => accounts.get(name) as Account

  const opening = new Barrier(orders.length)
  const clerks = orders.map(([from, to, amount]) => {
    const args = [accountOf(from), accountOf(to), amount, times, opening] as const
    return new Process({ target: clerk, args: [...args] })
  })
  for (const process of clerks) await process.start()
  for (const process of clerks) await process.join()

  const balances: Record<string, number> = {}
  for (const { name, balance } of accounts.values()) balances[name] = await balance.get()
  return balances
}

function openAccount(name: string): Account {
  return { name, balance: new RawValue('int32', 100), lock: new Lock() }
}
