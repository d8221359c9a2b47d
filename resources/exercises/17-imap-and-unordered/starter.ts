import { setTimeout as wait } from 'node:timers/promises'
import { Barrier, Pool } from 'multiprocessing'

interface Photo {
  name: string
  isLarge: boolean
}

export async function makeThumbnail({ name, isLarge }: Photo): Promise<string> {
  await wait(isLarge ? 300 : 30)
  console.log(`made: ${name}`)
  return name
}

// So that all begin together: no worker takes a task before the last of them is there.
export async function gather(workers: Barrier) {
  await workers.wait()
}

export async function main({ photos = ['panorama', 'cat', 'dog', 'elk'], large = 'panorama' }) {
  const tasks = photos.map((name): Photo => ({ name, isLarge: name === large }))
  const album: string[] = []

  await using pool = new Pool(2, { initializer: gather, initArgs: [new Barrier(2)] })
  for await (const name of pool.imap(makeThumbnail, tasks)) {
    console.log(`shown: ${name}`)
    album.push(`small ${name}`)
  }
  return album
}
