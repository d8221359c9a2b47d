import { currentProcess, parentProcess, Process, Queue } from 'multiprocessing'

/** Each process says who it is and who started it; the parent goes on meanwhile. */

interface Info {
  title: string
  name: string
  pid: number
  parentPid: number | undefined
}

function info(title: string): Info {
  return { title, name: currentProcess().name, pid: process.pid, parentPid: parentProcess()?.pid }
}

export async function greet(name: string, gate: Queue<string>, infos: Queue<Info>): Promise<void> {
  await gate.get()
  await infos.put(info('child'))
  console.log(`hello ${name}`)
}

export async function main() {
  const gate = new Queue<string>()
  const infos = new Queue<Info>()
  const child = new Process({ target: greet, args: ['bob', gate, infos] })
  await child.start()
  console.log('main goes on')
  await gate.put('go')
  await child.join()
  return [info('main'), await infos.get()]
}
