import { ArrowDownToLine } from 'lucide-react'
import { useMemo, useState, type ReactNode } from 'react'
import { CopyButton } from '../../components/ErrorNotice.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { Panel } from '../../components/Panel.tsx'
import { formatBytes, formatCount, quantityText } from '../../model/format.ts'
import { linesOf, outputAsText, type OutputLine } from '../../model/runOutput.ts'
import { useSelection } from '../../model/selection.ts'
import { OutputLines } from './OutputLines.tsx'
import { useProcesses, useRun } from './runContext.tsx'
import { useWriters, type Writer } from './outputWriters.ts'
import './OutputPanel.css'

/** Output of the run's processes: interleaved, or of one. Nothing of it is interpreted. */
export function OutputPanel(): ReactNode {
  const output = useRun((display) => display.model.output)
  const processes = useProcesses()
  const [only, setOnly] = useState<number | null>(null)
  const [isFollowing, setFollowing] = useState(true)
  const lines = useMemo(() => linesOf(output, only), [output, only])
  const writers = useWriters(processes, output.lines)
  const select = useSelection((state) => state.select)
  const choose = (processId: number | null): void => {
    setOnly(processId)
    const writer = processId === null ? undefined : writers.get(processId)
    if (writer) select(writer.pid)
  }
  return (
    <Panel
      title="Output"
      detail={<Counts lines={lines.length} only={only} />}
      actions={
        <>
          <WriterChoice writers={writers} value={only} onChange={choose} />
          <IconButton
            label={isFollowing ? 'Stop following the newest line' : 'Follow the newest line'}
            chord="f"
            icon={<ArrowDownToLine aria-hidden />}
            aria-pressed={isFollowing}
            onPress={() => setFollowing(!isFollowing)}
          />
          <CopyLines lines={lines} writers={only === null ? writers : null} />
        </>
      }
      isFlush
    >
      {lines.length === 0 ? (
        <p className="output-empty muted">What the processes print appears here, line by line.</p>
      ) : (
        <OutputLines
          lines={lines}
          writers={writers}
          showsWriter={only === null}
          isFollowing={isFollowing}
          onFollowingChange={setFollowing}
        />
      )}
    </Panel>
  )
}

interface WriterChoiceProps {
  writers: ReadonlyMap<number, Writer>
  value: number | null
  onChange(processId: number | null): void
}

/** A plain select: it stays usable in a narrow header, and with hundreds of processes. */
function WriterChoice({ writers, value, onChange }: WriterChoiceProps): ReactNode {
  return (
    <select
      className="output-choice"
      aria-label="Whose output"
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : Number(event.target.value))}
    >
      <option value="">All, interleaved</option>
      {[...writers.values()].map(({ processId, pid, name }) => (
        <option key={processId} value={processId}>
          {name} ({pid})
        </option>
      ))}
    </select>
  )
}

function Counts({ lines, only }: { lines: number; only: number | null }): ReactNode {
  const droppedLines = useRun(({ model }) =>
    only === null ? model.output.droppedLines : (model.output.droppedByProcess.get(only) ?? 0),
  )
  const droppedBytes = useRun(({ model }) => model.snapshot?.loss.outputBytesDropped ?? 0)
  return (
    <>
      <span className="num">
        {formatCount(lines).value} {lines === 1 ? 'line' : 'lines'}
      </span>
      {droppedLines > 0 && (
        <span className="num output-loss">{formatCount(droppedLines).value} earlier ones not kept</span>
      )}
      {droppedBytes > 0 && (
        <span className="num output-loss">{quantityText(formatBytes(droppedBytes))} dropped by the host</span>
      )}
    </>
  )
}

function CopyLines(props: {
  lines: readonly OutputLine[]
  writers: ReadonlyMap<number, Writer> | null
}): ReactNode {
  const { lines, writers } = props
  const nameOf =
    writers && (({ processId, pid }: OutputLine) => `${writers.get(processId)?.name ?? 'pid'} ${pid}`)
  return <CopyButton text={() => outputAsText(lines, nameOf)} />
}
