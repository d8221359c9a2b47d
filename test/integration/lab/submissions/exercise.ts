import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** An exercise for the grader's own test: two processes double numbers that they take from a queue. */

export const rightProgram = `
import { Process, Queue } from 'multiprocessing'

export async function double(inbox: Queue<number>, outbox: Queue<number | 'ready'>) {
  await outbox.put('ready')
  for await (const number of inbox) await outbox.put(2 * number)
}

export async function main({ numbers = [] as number[] }) {
  const inbox = new Queue<number>()
  const outbox = new Queue<number | 'ready'>()
  const workers = [1, 2].map(() => new Process({ target: double, args: [inbox, outbox] }))
  for (const worker of workers) await worker.start()
  for (const _ of workers) await outbox.get()
  for (const number of numbers) await inbox.put(number)
  const doubled: number[] = []
  for (const _ of numbers) doubled.push((await outbox.get()) as number)
  await inbox.close()
  for (const worker of workers) await worker.join()
  console.log('doubled', doubled.length)
  return doubled.sort((a, b) => a - b)
}
`

const description = {
  schema: 1,
  title: 'Double by two',
  topic: 'queues',
  level: 'beginner',
  minutes: 5,
  summary: 'Two processes take from one queue.',
  questions: [
    {
      type: 'choice',
      id: 'who',
      text: 'Who gets a number?',
      options: [
        { id: 'one', text: 'One of the two' },
        { id: 'both', text: 'Both' },
      ],
      answer: 'one',
      because: 'An item is taken once.',
    },
  ],
  cases: [
    { id: 'shown', params: { numbers: [1, 2, 3] } },
    { id: 'other', params: { numbers: [5, -7] }, isHidden: true },
  ],
  checks: [
    {
      id: 'doubled',
      text: 'Every number is doubled.',
      of: { measure: 'result' },
      expect: { sameAsSolution: true },
      because: 'A number is missing, or is not doubled.',
    },
    {
      id: 'two-at-once',
      text: 'Two processes are there at the same time.',
      of: { measure: 'concurrency', of: { role: 'process' } },
      expect: { atLeast: 2 },
      because: 'Start both before either gets an end mark.',
    },
    {
      id: 'through-queues',
      text: 'The numbers go through a queue.',
      of: { measure: 'channels', of: { kind: 'queue' }, as: 'gets' },
      expect: { atLeast: 4 },
      because: 'They were passed in another way.',
    },
  ],
  starterFails: ['doubled'],
  limits: { timeoutMs: 6_000, memoryMb: 500, processes: 12, outputKb: 64 },
}

/** @returns the exercise's folder */
export function writeExercise(parent: string): string {
  const folder = join(parent, 'double-by-two')
  mkdirSync(folder)
  writeFileSync(join(folder, 'exercise.json'), JSON.stringify(description))
  writeFileSync(join(folder, 'lesson.md'), 'Two processes share the work.')
  writeFileSync(join(folder, 'starter.ts'), 'export async function main() {}\n')
  writeFileSync(join(folder, 'solution.ts'), rightProgram)
  writeFileSync(join(folder, 'hints.md'), '## Begin\n\nWith a queue.\n')
  return folder
}
