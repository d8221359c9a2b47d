import type { ReactNode } from 'react'
import { Tooltip as AriaTooltip, TooltipTrigger, type TooltipProps } from 'react-aria-components'
import { KeyHint } from './KeyHint.tsx'
import './Tooltip.css'

export interface HintProps {
  text: ReactNode
  chord?: string | undefined
  placement?: TooltipProps['placement']
  /** Something focusable: a button, or an element inside `Focusable`. */
  children: ReactNode
}

export function Tooltip({ text, chord, placement = 'bottom', children }: HintProps): ReactNode {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <AriaTooltip className="tooltip" placement={placement} offset={6}>
        {text}
        {chord !== undefined && <KeyHint chord={chord} />}
      </AriaTooltip>
    </TooltipTrigger>
  )
}
