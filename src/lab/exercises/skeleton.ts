import { exerciseFileNames, type ExerciseTexts } from './exerciseFiles.ts'

/** The files of a new exercise: small, whole and clean, so that each can be changed while the others still work. */
export function exerciseSkeleton(title: string): ExerciseTexts {
  return {
    description: `${JSON.stringify(description(title), null, 2)}\n`,
    lesson,
    starter: starter.replace(/ *\/\/ SOLUTION.*\n/, '  // Wait for it here.\n'),
    solution: starter.replace('// SOLUTION ', ''),
    hints,
  }
}

export const skeletonFiles = Object.entries(exerciseFileNames) as [keyof ExerciseTexts, string][]

function description(title: string): object {
  return {
    schema: 1,
    title,
    topic: 'processes',
    level: 'beginner',
    minutes: 10,
    summary: 'You know what join waits for.',
    startMethods: ['spawn'],
    parameters: [
      {
        type: 'integer',
        name: 'count',
        label: 'Count',
        help: 'how far it counts',
        default: 3,
        min: 1,
        max: 10,
      },
    ],
    questions: [
      {
        type: 'choice',
        id: 'last-line',
        text: 'Which line comes last?',
        options: [
          { id: 'end', text: 'The end' },
          { id: 'count', text: 'The last number' },
        ],
        answer: 'count',
        because: 'The main program does not wait for the process that it started.',
      },
    ],
    cases: [
      { id: 'three', params: { count: 3 } },
      { id: 'five', params: { count: 5 }, isHidden: true },
    ],
    checks: [
      {
        id: 'counts',
        text: 'A process counts as far as it should.',
        of: { measure: 'lines', by: { role: 'child' } },
        expect: { sameAsSolution: true },
        because: 'The process gets the number by args.',
      },
      {
        id: 'end-last',
        text: 'The end comes after the process has ended.',
        of: {
          measure: 'order',
          moments: [{ ended: { role: 'child' } }, { printed: '^The end$', by: { role: 'main' } }],
        },
        expect: { equals: true },
        because: 'Only join waits for the end of a process.',
      },
    ],
    starterFails: ['end-last'],
    limits: { timeoutMs: 10_000 },
  }
}

const lesson = `Say here, in at most 400 words, what this is about and what is to be done.

\`\`\`ts
await child.start() // returns when the process has a pid
await child.join() // waits until it has ended
\`\`\`

**Your task.** Make \`The end\` the last line.
`

const hints = `## What is missing

Nobody waits for the process.

## Which call waits

\`await child.join()\`
`

const starter = `import { setTimeout as wait } from 'node:timers/promises'
import { Process } from 'multiprocessing'

// What another process is to call must be exported: it finds the function by its name.
export async function countTo(count: number) {
  for (let number = 1; number <= count; number++) {
    await wait(30)
    console.log(number)
  }
}

export async function main({ count = 3 }) {
  const child = new Process({ target: countTo, args: [count] })
  await child.start()
  // SOLUTION await child.join()
  console.log('The end')
}
`
