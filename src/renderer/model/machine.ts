import { create } from 'zustand'
import type { MachineLoad } from '../../shared/machine.ts'

/** One sample a second: the last minute. */
export const keptSamples = 60

interface MachineState {
  /** Oldest first, at most {@link keptSamples}. */
  samples: readonly MachineLoad[]
  add(samples: readonly MachineLoad[]): void
}

export const useMachine = create<MachineState>()((set) => ({
  samples: [],
  add: (samples) => set((state) => ({ samples: appendSamples(state.samples, samples) })),
}))

/**
 * Joins what is known with what came, and keeps the last minute. The first item of a subscription repeats
 * samples that a watcher before it has had (after a reconnect): what is not newer is left out.
 */
export function appendSamples(
  known: readonly MachineLoad[],
  added: readonly MachineLoad[],
): readonly MachineLoad[] {
  const newest = known.at(-1)?.atMs ?? -Infinity
  const fresh = added.filter((sample) => sample.atMs > newest)
  return fresh.length === 0 ? known : [...known, ...fresh].slice(-keptSamples)
}
