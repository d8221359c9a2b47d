import { setTimeout as wait } from 'node:timers/promises'
import { Process } from 'multiprocessing'

/** Ticks for ever. */
export async function tick() {
  for (;;) {
    await wait(100)
    console.log('tick')
  }
}

export async function save(chapters: number) {
  for (let chapter = 1; chapter <= chapters; chapter++) {
    await wait(100)
    console.log(`Chapter ${chapter} saved`)
  }
}

export async function main({ chapters = 3 }) {
  const clock = new Process({ target: tick, name: 'clock' })
  const editor = new Process({ target: save, args: [chapters], name: 'editor' })
  await clock.start()
  await editor.start()
  console.log('main is through')
}
