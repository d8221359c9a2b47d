import { setTimeout as wait } from 'node:timers/promises'
import { Pool, currentProcess } from 'multiprocessing'

const entries: Record<string, [string, string][]> = {
  German: [
    ['dog', 'Hund'],
    ['cat', 'Katze'],
    ['bird', 'Vogel'],
  ],
  French: [
    ['dog', 'chien'],
    ['cat', 'chat'],
    ['bird', 'oiseau'],
  ],
}

// In the memory of each process; the workers fill theirs when they start.
let dictionary = new Map<string, string>()

export async function loadDictionary(language: string) {
  await wait(100)
  dictionary = new Map(entries[language])
  console.log(`${currentProcess().name} has a dictionary`)
}

export function translate(word: string): string {
  return dictionary.get(word) ?? `${word}?`
}

const sixWords = ['dog', 'cat', 'bird', 'cat', 'dog', 'bird']

export async function main({ words = sixWords, language = 'German' }) {
  await using pool = new Pool(2, { initializer: loadDictionary, initArgs: [language] })
  return pool.map(translate, words)
}
