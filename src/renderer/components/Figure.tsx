import type { ReactNode } from 'react'
import type { Quantity } from '../model/format.ts'
import { classNames } from './classNames.ts'

/** A number with its unit in a lighter tone and tabular figures. */
export function Figure({ of: { value, unit }, className }: { of: Quantity; className?: string }): ReactNode {
  return (
    <span className={classNames('num', className)}>
      {value}
      {unit !== '' && <span className="unit">{`\u00a0${unit}`}</span>}
    </span>
  )
}
