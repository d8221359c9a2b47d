import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import type { Contender } from '../contract.ts'

/** Forkscope itself: programs of bench/programs, run by the command line as a user runs them. */

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url))

const reportSchema = z.object({ run: z.object({ outcome: z.string(), result: z.unknown() }) })

export function forkscope(id: string, label: string, program: string, startMethod = 'spawn'): Contender {
  return {
    id,
    label,
    kind: 'forkscope',
    command: (spec) => ({
      file: process.execPath,
      args: [
        path('bin/forkscope.mjs'),
        'run',
        path(`bench/programs/${program}.ts`),
        '--json',
        '--start-method',
        startMethod,
        '--param',
        `spec=${JSON.stringify(spec)}`,
      ],
    }),
    readFigures: (printed) => reportSchema.parse(printed).run.result,
  }
}

/** The subject of every case that has only one. */
export const subjectId = 'forkscope'
