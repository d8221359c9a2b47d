import type { ReactNode } from 'react'
import { CoreLoadChart } from '../../components/charts/CoreLoadChart.tsx'
import { Panel } from '../../components/Panel.tsx'
import { useProcesses, useRun } from './runContext.tsx'

/** Load per core during the run; the cores that its processes are on are marked. */
export function CoresPanel(): ReactNode {
  const loads = useRun((display) => display.model.loads)
  const processes = useProcesses()
  const used = new Set(
    processes.flatMap(({ core, phase }) => (core === null || phase === 'ended' ? [] : [core])),
  )
  const cores = loads.at(-1)?.cores.length ?? 0
  return (
    <Panel
      title="Cores"
      detail={
        <span className="num">
          {cores} logical{used.size > 0 && ` · the run is on ${[...used].sort((a, b) => a - b).join(', ')}`}
        </span>
      }
    >
      <CoreLoadChart loads={loads} processes={processes} />
    </Panel>
  )
}
