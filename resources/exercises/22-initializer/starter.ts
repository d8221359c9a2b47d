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
  await loadDictionary(language)

  await using pool = new Pool(2)
  return pool.map(translate, words)
}
