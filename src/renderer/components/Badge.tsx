import type { ReactNode } from 'react'
import type { Tone } from '../model/states.ts'
import { classNames } from './classNames.ts'
import './Badge.css'

export interface BadgeProps {
  tone?: Tone
  icon?: ReactNode
  title?: string
  children: ReactNode
  className?: string
}

/** A short word in a tone. Colour is never all that tells: give it words, and a glyph for states. */
export function Badge({ tone = 'neutral', icon, title, children, className }: BadgeProps): ReactNode {
  return (
    <span className={classNames('badge', className)} data-tone={tone} title={title}>
      {icon}
      {children}
    </span>
  )
}
