import type { ReactNode } from 'react'

export interface LineKeyProps {
  color: string
  dash?: readonly number[]
  isBold?: boolean
}

/** A piece of a series' line, for legends. */
export function LineKey({ color, dash = [], isBold = false }: LineKeyProps): ReactNode {
  return (
    <svg width="18" height="8" aria-hidden>
      <line
        x1="0"
        y1="4"
        x2="18"
        y2="4"
        stroke={color}
        strokeWidth={isBold ? 3 : 1.5}
        strokeDasharray={dash.join(' ')}
      />
    </svg>
  )
}

/** The dashes of the n-th series: colours repeat, so the second round is dashed and the third dotted. */
export function dashOf(index: number, colors: number): readonly number[] {
  return [[], [6, 3], [2, 2], [8, 2, 2, 2]][Math.floor(index / colors) % 4]!
}
