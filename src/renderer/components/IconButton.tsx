import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import { classNames } from './classNames.ts'
import { Tooltip } from './Tooltip.tsx'

export interface IconButtonProps extends Omit<
  AriaButtonProps,
  'className' | 'style' | 'children' | 'aria-label'
> {
  /** Its name, read aloud and shown as tooltip. */
  label: string
  /** A lucide icon. */
  icon: ReactNode
  /** Shown beside the label: a chord such as `mod+enter`. */
  chord?: string
  className?: string
}

export function IconButton({ label, icon, chord, className, ...rest }: IconButtonProps): ReactNode {
  return (
    <Tooltip text={label} chord={chord}>
      <AriaButton {...rest} aria-label={label} className={classNames('icon-button', className)}>
        {icon}
      </AriaButton>
    </Tooltip>
  )
}
