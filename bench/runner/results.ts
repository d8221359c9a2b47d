import type { ContenderKind } from '../contract.ts'
import type { Spread } from '../statistics.ts'

/** What the bench found: printed as a table and written as JSON. Names carry units where a value has one. */
export interface BenchReport {
  schema: 1
  startedAt: string
  durationMs: number
  mode: 'quick' | 'full'
  machine: Machine
  cases: CaseResult[]
  floors: FloorResult[]
}

export interface Machine {
  cpu: string
  logicalCores: number
  memoryBytes: number
  platform: string
  node: string
  /** Undefined where there is no python3. */
  python?: string
  /** Versions of the libraries that were measured. */
  libraries: Record<string, string>
}

export interface CaseResult {
  id: string
  title: string
  unit: string
  higherIsBetter: boolean
  /** Others used the machine in too many rounds, and the patience was used up. */
  tooBusy: boolean
  contenders: ContenderResult[]
}

export interface ContenderResult {
  id: string
  label: string
  kind: ContenderKind
  rounds: RoundResult[]
  /** Over the quiet rounds; over all of them when none was quiet. Undefined when nobody measured it. */
  figure?: Spread
  /** How many times better the contender named by `ratioTo` is (1 = equal), paired by round. */
  ratio?: Spread
  ratioTo?: string
  /** Why it cannot run here. */
  unavailable?: string
  /** What went wrong in some round; wrong results are a failure, too. */
  failures: string[]
}

export interface RoundResult {
  samples: number[]
  /** 0–1 of the machine, used by others meanwhile; null where the system does not tell. */
  foreignShare: number | null
  /** Measured again because it was disturbed. */
  repeats: number
  isDisturbed: boolean
  error?: string
}

export interface FloorResult {
  id: string
  description: string
  atLeast?: number
  atMost?: number
  measured?: number
  verdict: 'met' | 'missed' | 'too busy to tell' | 'not measured'
}
