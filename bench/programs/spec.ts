import type { WorkSpec } from '../contract.ts'

/** The one parameter of every program here: the spec as JSON text, as the command line passes it. */
export interface BenchParams {
  spec: string | WorkSpec
}

export function readSpec({ spec }: BenchParams): WorkSpec {
  return typeof spec === 'string' ? (JSON.parse(spec) as WorkSpec) : spec
}
