import { setTimeout as wait } from 'node:timers/promises'
import { Process, Queue } from 'multiprocessing'

interface Entry {
  pid: number
  parent: number | undefined
}

/** What the process that calls this knows about itself. */
function ownEntry(): Entry {
  return { pid: process.pid, parent: process.ppid }
}

export async function beGrandchild(register: Queue<Entry>) {
  await register.put(ownEntry())
  await wait(200)
}

export async function beChild(register: Queue<Entry>) {
  await register.put(ownEntry())
  const grandchild = new Process({ target: beGrandchild, args: [register], name: 'grandchild' })
  await grandchild.start()
  await grandchild.join()
}

export async function main() {
  const register = new Queue<Entry>()
  const child = new Process({ target: beChild, args: [register], name: 'child' })

  await child.start()
  console.log(`Is the child alive? ${child.isAlive()}`)

  // The child writes first: only then does it start the grandchild.
  const entries = [await register.get(), await register.get()]
  console.log(`Is the child alive? ${child.isAlive()}`)

  return { pids: entries.map(({ pid }) => pid), parents: entries.map(({ parent }) => parent) }
}
