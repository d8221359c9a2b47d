import { Pipe, Process, type Connection } from 'multiprocessing'

// Is sent amounts, and answers each with the new balance.
export async function keepAccount(customer: Connection<number>) {
  let balance = 0
  for await (const amount of customer) {
    balance += amount
    await customer.send(balance)
  }
  console.log(`closed with ${balance}`)
}

export async function main({ amounts = [100, -30, 12] }) {
  const [theirs, mine] = Pipe<number>(false)
  const account = new Process({ name: 'account', target: keepAccount, args: [theirs] })
  await account.start()
  await theirs.close()

  const balances: number[] = []
  for (const amount of amounts) {
    await mine.send(amount)
    balances.push(await mine.recv())
  }

  await account.join()
  return balances
}
