import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useEffectEvent, useLayoutEffect, useRef, type ReactNode } from 'react'
import { usePreferences } from '../../model/preferences.ts'
import { leftOutWords, type OutputLine } from '../../model/runOutput.ts'
import { useSelection } from '../../model/selection.ts'
import type { Writer } from './outputWriters.ts'
import { heightOfText, rulerText, useOutputMetrics } from './useOutputMetrics.ts'

export interface OutputLinesProps {
  lines: readonly OutputLine[]
  writers: ReadonlyMap<number, Writer>
  /** Each line says who wrote it. */
  showsWriter: boolean
  isFollowing: boolean
  onFollowingChange(isFollowing: boolean): void
}

const atEndWithinPx = 24
const colors = 6

/** The lines in sight. Scrolling up stops following, scrolling to the end follows again. */
export function OutputLines(props: OutputLinesProps): ReactNode {
  const { lines, writers, showsWriter, isFollowing, onFollowingChange } = props
  const scroller = useRef<HTMLDivElement>(null)
  const ruler = useRef<HTMLSpanElement>(null)
  const metrics = useOutputMetrics(ruler)
  const singleKeys = usePreferences((state) => state.singleKeys)
  const selectedPid = useSelection((state) => state.pid)
  const knownHeight = (index: number): number | null => {
    const line = lines[index]!
    return heightOfText(line.text + leftOutWords(line), metrics)
  }
  // oxlint-disable-next-line react/incompatible-library -- no compiler runs here; the virtualizer is used in place
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => knownHeight(index) ?? metrics.lineHeightPx,
    getItemKey: (index) => lines[index]!.seq,
    overscan: 8,
  })
  const newest = lines.at(-1)
  const heightPx = virtual.getTotalSize()
  useLayoutEffect(() => {
    // More than there is: the browser stops at the end, and no size has to be read for it.
    if (isFollowing && scroller.current) scroller.current.scrollTop = heightPx + 10_000
  }, [newest, isFollowing, heightPx])
  const remeasure = useEffectEvent(() => virtual.measure())
  useEffect(() => remeasure(), [metrics])
  const onScrollByUser = (): void => {
    const element = scroller.current
    if (!element) return
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < atEndWithinPx
    if (isAtEnd !== isFollowing) onFollowingChange(isAtEnd)
  }
  return (
    <div
      className="output-lines"
      ref={scroller}
      role="log"
      aria-label="Output"
      aria-live="off"
      tabIndex={0}
      // Not `scroll`: following scrolls too.
      onWheel={() => requestAnimationFrame(onScrollByUser)}
      onPointerUp={onScrollByUser}
      onKeyUp={onScrollByUser}
      onKeyDown={(event) => {
        if (!singleKeys || event.key.toLowerCase() !== 'f' || event.ctrlKey || event.metaKey) return
        event.preventDefault()
        onFollowingChange(!isFollowing)
      }}
    >
      <div className="output-line output-ruler" aria-hidden>
        {showsWriter && <span className="output-writer" />}
        <span className="output-text" ref={ruler}>
          <span>{rulerText}</span>
        </span>
      </div>
      <div style={{ height: heightPx, position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index]!
          return (
            <Line
              key={item.key}
              line={line}
              index={item.index}
              topPx={item.start}
              writer={showsWriter ? writers.get(line.processId) : undefined}
              showsWriter={showsWriter}
              isDimmed={showsWriter && selectedPid !== null && selectedPid !== line.pid}
              // Measuring forces a layout: only where the height does not follow from the text.
              measure={knownHeight(item.index) === null ? virtual.measureElement : undefined}
            />
          )
        })}
      </div>
    </div>
  )
}

interface LineProps {
  line: OutputLine
  index: number
  topPx: number
  writer: Writer | undefined
  showsWriter: boolean
  isDimmed: boolean
  measure: ((element: HTMLElement | null) => void) | undefined
}

function Line({ line, index, topPx, writer, showsWriter, isDimmed, measure }: LineProps): ReactNode {
  return (
    <div
      ref={measure}
      data-index={index}
      className="output-line"
      data-stream={line.stream}
      data-dimmed={isDimmed || undefined}
      style={{ transform: `translateY(${topPx}px)` }}
    >
      {showsWriter && <WriterName writer={writer} pid={line.pid} />}
      <span className="output-text">
        {line.stream === 'stderr' && <span className="visually-hidden">stderr: </span>}
        {line.text}
        {line.leftOut > 0 && <span className="muted">{leftOutWords(line)}</span>}
      </span>
    </div>
  )
}

function WriterName({ writer, pid }: { writer: Writer | undefined; pid: number }): ReactNode {
  return (
    <span className="output-writer truncate" data-color={(writer?.color ?? 0) % colors}>
      {writer ? `${writer.name} ${pid}` : pid}
    </span>
  )
}
