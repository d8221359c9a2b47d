import type { MachineLoad } from '../../shared/machine.ts'
import type { StreamHandlers } from '../../shared/rpc/contract.ts'
import { CoalescingPump } from './coalescingPump.ts'

/** What is needed of the monitor's `MachineSampler`. */
export interface LoadSampler {
  history(): readonly MachineLoad[]
  onSample(listener: (load: MachineLoad) => void): () => void
}

/** Samples that may wait for one watcher: the last minute, as many as a new watcher gets. */
const maxWaiting = 60

/** Load per core and memory: the last minute at once, then every new sample. */
export function machineStream(sampler: LoadSampler): StreamHandlers['machine'] {
  return (_params, sink) => {
    const pump = new CoalescingPump<MachineLoad[]>(sink, (waiting, next) =>
      [...waiting, ...next].slice(-maxWaiting),
    )
    const unsubscribe = sampler.onSample((load) => pump.push([load]))
    pump.push([...sampler.history()])
    return () => {
      unsubscribe()
      pump.dispose()
    }
  }
}
