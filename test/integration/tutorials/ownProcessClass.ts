import { setTimeout as wait } from 'node:timers/promises'
import { Process, Queue } from 'multiprocessing'

/** A class of processes with a field of its own; two of them run side by side. */

interface Turn {
  id: number
  turn: number
}

export class Loop extends Process {
  readonly id: number
  readonly turns: Queue<Turn>

  constructor(id: number, turns: Queue<Turn>) {
    super()
    this.id = id
    this.turns = turns
  }

  override async run(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) {
      await wait(5)
      await this.turns.put({ id: this.id, turn })
    }
  }
}

export async function main() {
  const turns = new Queue<Turn>()
  const loops = [new Loop(0, turns), new Loop(1, turns)]
  for (const loop of loops) await loop.start()
  for (const loop of loops) await loop.join()
  await turns.close()
  const heard: Turn[] = []
  for await (const turn of turns) heard.push(turn)
  return heard
}
