import type { BenchCase, Entry } from '../contract.ts'
import { pairedRatio, spreadOfRounds } from '../statistics.ts'
import type { CaseResult, ContenderResult, RoundResult } from './results.ts'

/** Figures and ratios of a case from its rounds. Pure. */
export function summarizeCase(benchCase: BenchCase, rounds: ReadonlyMap<string, RoundResult[]>): CaseResult {
  const { id, title, unit, higherIsBetter } = benchCase
  const roundsOf = (contender: string): RoundResult[] => rounds.get(contender) ?? []
  return {
    id,
    title,
    unit,
    higherIsBetter,
    tooBusy: benchCase.contenders.some((entry) => isTooDisturbed(entry, roundsOf)),
    contenders: benchCase.contenders.map((entry) => summarize(entry, roundsOf, higherIsBetter)),
  }
}

function summarize(
  { contender, comparedWith }: Entry,
  roundsOf: (id: string) => RoundResult[],
  higherIsBetter: boolean,
): ContenderResult {
  const { id, label, kind, unavailable } = contender
  const rounds = roundsOf(id)
  const failures = rounds.flatMap(({ error }) => (error === undefined ? [] : [error]))
  const result: ContenderResult = { id, label, kind, rounds, failures }
  if (unavailable !== undefined) result.unavailable = unavailable
  const samples = [quietSamples(rounds), allSamples(rounds)].map(withoutEmpty).find((some) => some.length > 0)
  if (samples) result.figure = spreadOfRounds(samples)
  if (comparedWith === undefined) return result
  result.ratioTo = comparedWith
  const others = roundsOf(comparedWith)
  const ratio =
    pairedRatio(quietSamples(others), quietSamples(rounds), higherIsBetter) ??
    pairedRatio(allSamples(others), allSamples(rounds), higherIsBetter)
  if (ratio) result.ratio = ratio
  return result
}

/** Fewer than half of its rounds were quiet, or none together with whom it is compared. */
function isTooDisturbed(
  { contender, comparedWith }: Entry,
  roundsOf: (id: string) => RoundResult[],
): boolean {
  const rounds = roundsOf(contender.id)
  if (rounds.length === 0) return false
  if (rounds.filter((round) => !round.isDisturbed).length * 2 < rounds.length) return true
  if (comparedWith === undefined) return false
  return !roundsOf(comparedWith).some((other, index) => !other.isDisturbed && !rounds[index]?.isDisturbed)
}

const allSamples = (rounds: readonly RoundResult[]): number[][] => rounds.map(({ samples }) => samples)

/** Disturbed rounds are left empty, so that the others keep their index. */
const quietSamples = (rounds: readonly RoundResult[]): number[][] =>
  rounds.map(({ isDisturbed, samples }) => (isDisturbed ? [] : samples))

const withoutEmpty = (rounds: number[][]): number[][] => rounds.filter((samples) => samples.length > 0)
