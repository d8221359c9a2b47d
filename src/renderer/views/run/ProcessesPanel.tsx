import { useCallback, useMemo, useState, type ReactNode } from 'react'
import type { ProcessSnapshot } from '../../../shared/runUpdate.ts'
import { Panel } from '../../components/Panel.tsx'
import type { Sample } from '../../model/ring.ts'
import { errorFromOutput, exitWords } from '../../model/runExitWords.ts'
import type { RunModel } from '../../model/runModel.ts'
import { countProcesses, sortLivingFirst } from '../../model/runProcessWords.ts'
import { useSelection } from '../../model/selection.ts'
import { EndProcessDialog, type EndRequest } from './EndProcessDialog.tsx'
import { ProcessCard } from './ProcessCard.tsx'
import { ProcessRows } from './ProcessRows.tsx'
import { useProcesses, useRun } from './runContext.tsx'
import './ProcessesPanel.css'

/** More cards than this are not read at a glance: rows then. */
const maxCards = 12
const noHistory: readonly Sample[] = []

/** A card per process; rows when there are many. Ended processes stay, dimmed, with their exit in words. */
export function ProcessesPanel(): ReactNode {
  const processes = useProcesses()
  const histories = useRun((display) => display.model.cpuHistory)
  const exitOf = useExitWords()
  const selectedPid = useSelection((state) => state.pid)
  const toggle = useSelection((state) => state.toggle)
  const [endRequest, setEndRequest] = useState<EndRequest | null>(null)
  const historyOf = useCallback((id: number) => histories.get(id) ?? noHistory, [histories])
  const sorted = useMemo(() => sortLivingFirst(processes), [processes])
  const isCompact = processes.length > maxCards
  return (
    <Panel title="Processes" detail={<Counts processes={processes} />} isFlush={isCompact}>
      {isCompact ? (
        <ProcessRows
          processes={sorted}
          historyOf={historyOf}
          exitOf={exitOf}
          selectedPid={selectedPid}
          onSelect={toggle}
          onEnd={setEndRequest}
        />
      ) : (
        <ul className="process-cards">
          {processes.map((process) => (
            <ProcessCard
              key={process.processId}
              process={process}
              cpuHistory={historyOf(process.processId)}
              exit={exitOf(process)}
              isSelected={selectedPid === process.pid}
              onSelect={toggle}
              onEnd={setEndRequest}
            />
          ))}
        </ul>
      )}
      <EndProcessDialog request={endRequest} onClose={() => setEndRequest(null)} />
    </Panel>
  )
}

function Counts({ processes }: { processes: readonly ProcessSnapshot[] }): ReactNode {
  const { alive, ended } = countProcesses(processes)
  return (
    <span className="num">
      {alive} alive · {ended} ended
    </span>
  )
}

/** The words of an exit: with the error that the report or the process's own output names. */
function useExitWords(): (process: ProcessSnapshot) => string | null {
  const lines = useRun((display) => display.model.output.lines)
  const report = useRun((display) => display.model.report)
  return useCallback(
    (process) => {
      if (process.phase !== 'ended') return null
      const failed = process.exitCode !== null && process.exitCode > 0
      return exitWords(process, process.endCause ?? (failed ? errorOf(process, report, lines) : undefined))
    },
    [lines, report],
  )
}

function errorOf(
  process: ProcessSnapshot,
  report: RunModel['report'],
  lines: RunModel['output']['lines'],
): string | undefined {
  const error = report?.run.error
  // A thread has the pid of its process, whose error it is.
  if (error && error.pid === process.pid && process.role === 'main') return `${error.name}: ${error.message}`
  return errorFromOutput(lines, process.processId)
}
