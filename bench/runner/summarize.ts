import type { BenchCase, Entry } from '../contract.ts'
import { pairedRatio, spreadOfRounds } from '../statistics.ts'
import type { CaseResult, ContenderResult, RoundResult } from './results.ts'

/** Figures and ratios of a case from its rounds. Pure. */
export function summarizeCase(benchCase: BenchCase, rounds: ReadonlyMap<string, RoundResult[]>): CaseResult {
  const roundsOf = (id: string): RoundResult[] => rounds.get(id) ?? []
  const { id, title, unit, higherIsBetter } = benchCase
  const measured = benchCase.contenders.filter(({ contender }) => roundsOf(contender.id).length > 0)
  return {
    id,
    title,
    unit,
    higherIsBetter,
    tooBusy: measured.some(({ contender }) => isMostlyDisturbed(roundsOf(contender.id))),
    contenders: benchCase.contenders.map((entry) => summarize(entry, roundsOf, higherIsBetter)),
  }
}

function summarize(
  { contender, comparedWith }: Entry,
  roundsOf: (id: string) => RoundResult[],
  higherIsBetter: boolean,
): ContenderResult {
  const { id, label, kind } = contender
  const rounds = roundsOf(id)
  const result: ContenderResult = { id, label, kind, rounds }
  const samples = usableSamples(rounds).filter((round) => round.length > 0)
  if (samples.length > 0) result.figure = spreadOfRounds(samples)
  else result.missing = contender.unavailable ?? rounds.findLast((round) => round.error)?.error ?? 'not run'
  if (comparedWith === undefined) return result
  result.ratioTo = comparedWith
  const ratio = pairedRatio(usableSamples(roundsOf(comparedWith)), usableSamples(rounds), higherIsBetter)
  if (ratio) result.ratio = ratio
  return result
}

/** Samples by round, with disturbed rounds emptied; all of them when no round was quiet. */
function usableSamples(rounds: readonly RoundResult[]): number[][] {
  const isAnyQuiet = rounds.some((round) => !round.isDisturbed && round.samples.length > 0)
  return rounds.map((round) => (isAnyQuiet && round.isDisturbed ? [] : round.samples))
}

function isMostlyDisturbed(rounds: readonly RoundResult[]): boolean {
  return rounds.filter((round) => round.isDisturbed).length * 2 > rounds.length
}
