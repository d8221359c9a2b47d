import { dirname, join } from 'node:path'

/** The engine's built entries lie beside each other. */
export function builtEntry(workerEntry: string, name: 'guardian' | 'keeper'): string {
  return join(dirname(workerEntry), `${name}.js`)
}
