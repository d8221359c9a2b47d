import { setTimeout as wait } from 'node:timers/promises'
import { Barrier, Process, SharedValue } from 'multiprocessing'

export async function sell(free: SharedValue<'int32'>, buyers: number, opening: Barrier) {
  await opening.wait()
  for (let i = 0; i < buyers; i++) {
    // From the look at the counter to its change, nobody else may look.
    const seat = await free.getLock().runExclusive(async () => {
      const next = await free.get()
      if (next === 0) return null
      // The buyer pays.
      await wait(20)
      await free.set(next - 1)
      return next
    })
    if (seat === null) break
    console.log(`seat ${seat} sold`)
  }
}

// Two offices sell the seats of one theatre. `free` says how many are left, and which one is next.
export async function main({ seats = 8, buyers = 6 }) {
  const free = new SharedValue('int32', seats)
  const opening = new Barrier(2)
  const north = new Process({ name: 'north', target: sell, args: [free, buyers, opening] })
  const south = new Process({ name: 'south', target: sell, args: [free, buyers, opening] })

  await north.start()
  await south.start()
  await north.join()
  await south.join()

  return { left: await free.get() }
}
