import type { ProcessEnd } from './machine.ts'

/** The beginning of a sentence: `Process worker (pid 12) was killed by SIGKILL`. */
export function describeEnd({ pid, name, exitCode, signal }: ProcessEnd): string {
  const how = signal ? `was killed by ${signal}` : `ended with exit code ${exitCode ?? 'unknown'}`
  return `Process ${name} (pid ${pid}) ${how}`
}

/** The same for programs. `name` would be mistaken for an error's. */
export function factsOfEnd({ pid, name, exitCode, signal }: ProcessEnd): Record<string, unknown> {
  return { pid, processName: name, exitCode, signal }
}

/** Whether it did not end by itself and in order. */
export function isDeath({ exitCode, signal }: ProcessEnd): boolean {
  return signal !== null || exitCode !== 0
}
