import { setTimeout as wait } from 'node:timers/promises'
import { Barrier, Pool } from 'multiprocessing'

interface Photo {
  place: number
  name: string
  isLarge: boolean
}

interface Thumbnail {
  place: number
  name: string
}

export async function makeThumbnail({ place, name, isLarge }: Photo): Promise<Thumbnail> {
  await wait(isLarge ? 300 : 30)
  console.log(`made: ${name}`)
  // The place travels with the result: nothing else says which photo it belongs to.
  return { place, name }
}

// So that all begin together: no worker takes a task before the last of them is there.
export async function gather(workers: Barrier) {
  await workers.wait()
}

export async function main({ photos = ['panorama', 'cat', 'dog', 'elk'], large = 'panorama' }) {
  const tasks = photos.map((name, place): Photo => ({ place, name, isLarge: name === large }))
  const album: string[] = []

  await using pool = new Pool(2, { initializer: gather, initArgs: [new Barrier(2)] })
  for await (const { place, name } of pool.imapUnordered(makeThumbnail, tasks)) {
    console.log(`shown: ${name}`)
    album[place] = `small ${name}`
  }
  return album
}
