import type { ReactNode } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import './Checkbox.css'

export interface Segment<T extends string> {
  id: T
  label: string
  icon?: ReactNode
  isDisabled?: boolean
}

export interface SegmentedControlProps<T extends string> {
  /** Its name for screen readers. */
  label: string
  segments: readonly Segment<T>[]
  value: T
  onChange(value: NoInfer<T>): void
}

/** One of a few choices that are all in sight. Arrow keys move, as in a radio group. */
export function SegmentedControl<T extends string>(props: SegmentedControlProps<T>): ReactNode {
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label={props.label}
      disallowEmptySelection
      selectedKeys={[props.value]}
      onSelectionChange={(keys) => {
        const [key] = keys
        if (key !== undefined) props.onChange(key as T)
      }}
    >
      {props.segments.map((segment) => (
        <ToggleButton
          key={segment.id}
          id={segment.id}
          className="segment"
          isDisabled={segment.isDisabled ?? false}
        >
          {segment.icon}
          {segment.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
