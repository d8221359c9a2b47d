import {
  ArrowLeftRight,
  Ban,
  Check,
  Circle,
  Ghost,
  HardDrive,
  LoaderCircle,
  Pause,
  Play,
  TriangleAlert,
  X,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { describeState, type Glyph, type StateName } from '../model/states.ts'
import { classNames } from './classNames.ts'
import './Badge.css'

export interface StateBadgeProps {
  state: StateName
  /** Other words than the state's own. */
  label?: ReactNode
  title?: string
  /** With a border, for headers and cards. Without: for table cells. Default true. */
  isBoxed?: boolean
}

/** A state: glyph, colour and word together. */
export function StateBadge({ state, label, title, isBoxed = true }: StateBadgeProps): ReactNode {
  const { tone, glyph, word } = describeState(state)
  return (
    <span className={isBoxed ? 'badge' : 'state'} data-tone={tone} title={title}>
      <StateGlyph glyph={glyph} />
      {label ?? word}
    </span>
  )
}

const icons = {
  play: Play,
  ban: Ban,
  disk: HardDrive,
  transfer: ArrowLeftRight,
  circle: Circle,
  cross: X,
  dot: Circle,
  pause: Pause,
  check: Check,
  warning: TriangleAlert,
  ghost: Ghost,
  loader: LoaderCircle,
} satisfies Record<Glyph, typeof Play>

const filled: ReadonlySet<Glyph> = new Set(['play', 'dot', 'pause'])

export function StateGlyph({ glyph }: { glyph: Glyph }): ReactNode {
  const Icon = icons[glyph]
  return (
    <Icon
      aria-hidden
      strokeWidth={2.5}
      className={classNames(filled.has(glyph) && 'glyph-filled', `glyph-${glyph}`)}
    />
  )
}
