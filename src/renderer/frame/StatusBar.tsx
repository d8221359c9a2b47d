import type { ReactNode } from 'react'
import { Figure } from '../components/Figure.tsx'
import { Sparkline } from '../components/Sparkline.tsx'
import { formatBytes, formatCount, formatPercent } from '../model/format.ts'
import { sumTotals, useLosses } from '../model/losses.ts'
import { keptSamples, useMachine } from '../model/machine.ts'
import './StatusBar.css'

/** The machine, Forkscope's own cost, and what was lost on the way: always in sight. */
export function StatusBar(): ReactNode {
  return (
    <footer className="statusbar" aria-label="Status">
      <MachineStatus />
      <RunStatus />
    </footer>
  )
}

function MachineStatus(): ReactNode {
  const samples = useMachine((state) => state.samples)
  const latest = samples.at(-1)
  return (
    <span className="status-machine">
      <span className="status-item">
        CPU
        <Sparkline values={samples.map((sample) => sample.cpuPercent)} max={100} slots={keptSamples} />
        <Figure of={formatPercent(latest?.cpuPercent)} className="status-percent" />
      </span>
      <span className="status-item">
        mem <Figure of={formatBytes(latest?.memoryUsedBytes)} className="status-bytes" />
        <span className="status-of">
          of <Figure of={formatBytes(latest?.memoryTotalBytes)} />
        </span>
      </span>
      <span className="status-item" title="CPU of Forkscope's own host process, in percent of one core">
        forkscope <Figure of={formatPercent(latest?.ownCpuPercent)} className="status-percent" />
      </span>
    </span>
  )
}

function RunStatus(): ReactNode {
  const byRun = useLosses((state) => state.byRun)
  const { events, eventsDropped, outputBytesDropped } = sumTotals(byRun)
  return (
    <span className="status-runs">
      <span className="status-item">
        events <Figure of={formatCount(events)} />
      </span>
      <span className="status-item" data-lossy={eventsDropped > 0 || undefined}>
        dropped <Figure of={formatCount(eventsDropped)} />
      </span>
      {outputBytesDropped > 0 && (
        <span className="status-item" data-lossy>
          output lost <Figure of={formatBytes(outputBytesDropped)} />
        </span>
      )}
    </span>
  )
}
