import type { BenchCase } from '../contract.ts'
import { measureTurn } from './measureRound.ts'
import type { Patience } from './patience.ts'
import type { CaseResult, RoundResult } from './results.ts'
import { summarizeCase } from './summarize.ts'

export interface RunCaseOptions {
  rounds: number
  patience: Patience
  onTurn?(text: string): void
}

/**
 * Measures all contenders of a case round by round, so that a change of the machine's speed meets all alike.
 * Each round begins with another one: who comes first is not always the same.
 */
export async function runCase(benchCase: BenchCase, options: RunCaseOptions): Promise<CaseResult> {
  const entries = benchCase.contenders.filter(({ contender }) => contender.unavailable === undefined)
  const results = new Map<string, RoundResult[]>(entries.map(({ contender }) => [contender.id, []]))
  for (let round = 0; round < options.rounds; round++) {
    for (const entry of rotated(entries, round)) {
      const { contender, spec } = entry
      options.onTurn?.(`${benchCase.id}, round ${round + 1} of ${options.rounds}: ${contender.label}`)
      const expected = benchCase.expectedChecksum(spec)
      results.get(contender.id)!.push(await measureTurn(entry, expected, options.patience))
    }
  }
  return summarizeCase(benchCase, results)
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = items.length === 0 ? 0 : by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
