import { ChevronDown, ChevronUp } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Button,
  Group,
  Input,
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from 'react-aria-components'
import { classNames } from './classNames.ts'
import { FieldLabel, FieldNote, type FieldTextProps } from './Field.tsx'

export interface NumberFieldProps
  extends FieldTextProps, Omit<AriaNumberFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> {
  unit?: string | undefined
  className?: string
}

/** A number with steps; arrow keys, Page keys, Home and End work as in a spin button. */
export function NumberField({ label, help, error, unit, className, ...rest }: NumberFieldProps): ReactNode {
  return (
    <AriaNumberField {...rest} isInvalid={error !== undefined} className={classNames('field', className)}>
      <FieldLabel>{label}</FieldLabel>
      <Group className="input-group">
        <Input className="input number-input" />
        {unit !== undefined && <span className="field-unit">{unit}</span>}
        <div className="number-steps">
          <Button slot="increment" className="number-step">
            <ChevronUp aria-hidden />
          </Button>
          <Button slot="decrement" className="number-step">
            <ChevronDown aria-hidden />
          </Button>
        </div>
      </Group>
      <FieldNote help={help} error={error} />
    </AriaNumberField>
  )
}
