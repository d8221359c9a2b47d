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
  // Nobody waits for the clock: it is ended when main is through.
  const clock = new Process({ target: tick, name: 'clock', daemon: true })
  const editor = new Process({ target: save, args: [chapters], name: 'editor' })
  await clock.start()
  await editor.start()
  // So main stays until the editor has finished.
  await editor.join()
  console.log('main is through')
}
