import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Manager, Pool, type DictProxy } from 'multiprocessing'

/** Adds the words of a file to the counts of all. */
export async function countWords(file: string, counts: DictProxy<string, number>) {
  for (const word of wordsOf(await readFile(file, 'utf8'))) {
    const count = (await counts.get(word)) ?? 0
    await counts.set(word, count + 1)
  }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? []
}

/** The most frequent words first; of those that are equally frequent, by the alphabet. */
function mostFrequent(counts: Map<string, number>, howMany: number): [string, number][] {
  return [...counts]
    .toSorted(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, howMany)
}

const vocabulary = 'the a of sea and wind is ship in to captain it night old wave far'.split(' ')

/** A text that is the same on each machine, in which the first words of the vocabulary are the most frequent. */
function textOf(words: number, start: number): string {
  let state = start
  const text = Array.from({ length: words }, (_, index) => {
    state = (state * 16_807) % 2_147_483_647
    const word = vocabulary[Math.floor((state / 2_147_483_647) ** 2 * vocabulary.length)] ?? ''
    return index % 9 === 0 ? `\n${word.charAt(0).toUpperCase()}${word.slice(1)}` : word
  })
  return `${text.join(' ')}.\n`
}

async function writeFiles(folder: string, files: number, words: number): Promise<string[]> {
  const paths = Array.from({ length: files }, (_, file) => join(folder, `chapter-${file + 1}.txt`))
  await Promise.all(paths.map((path, file) => writeFile(path, textOf(words, file + 1))))
  return paths
}

export async function main({ files = 4, words = 60 }) {
  const folder = await mkdtemp(join(tmpdir(), 'word-count-'))
  try {
    const paths = await writeFiles(folder, files, words)

    await using manager = await Manager()
    const counts = manager.dict<string, number>()
    await using pool = new Pool(2)
    await pool.starmap(
      countWords,
      paths.map((path): [string, DictProxy<string, number>] => [path, counts]),
      { chunkSize: 1 },
    )
    return mostFrequent(new Map(await counts.items()), 5)
  } finally {
    // Also when something fails.
    await rm(folder, { recursive: true, force: true })
  }
}
