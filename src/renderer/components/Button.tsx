import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import { classNames } from './classNames.ts'
import { Tooltip } from './Tooltip.tsx'
import './Button.css'

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  variant?: 'primary' | 'quiet' | 'danger' | 'plain'
  size?: 'normal' | 'small'
  icon?: ReactNode
  children: ReactNode
  /**
   * Why it cannot be pressed now. Such a button keeps the focus order and says its reason; use it instead of
   * `isDisabled` wherever a user may wonder.
   */
  disabledReason?: string | undefined
  className?: string
}

export function Button(props: ButtonProps): ReactNode {
  const {
    variant = 'quiet',
    size = 'normal',
    icon,
    children,
    disabledReason,
    isPending,
    className,
    ...rest
  } = props
  // Not react-aria's own pending state: it announces the button by its id for seconds, also when it is gone.
  const blocked = disabledReason !== undefined || isPending === true
  const button = (
    <AriaButton
      {...rest}
      {...(blocked && { onPress: undefined, 'aria-disabled': true })}
      type={blocked ? 'button' : (rest.type ?? 'button')}
      className={classNames('button', `button-${variant}`, size === 'small' && 'button-small', className)}
      data-blocked={disabledReason !== undefined || undefined}
      data-pending={isPending || undefined}
    >
      {icon}
      <span className="button-label">{children}</span>
    </AriaButton>
  )
  return disabledReason !== undefined ? <Tooltip text={disabledReason}>{button}</Tooltip> : button
}
