import type { ReactNode } from 'react'
import type { Parameter } from '../../../shared/workload.ts'
import { NumberField } from '../../components/NumberField.tsx'
import { Select } from '../../components/Select.tsx'

export interface ParameterFieldProps {
  parameter: Parameter
  value: number | string | undefined
  error: string | undefined
  onChange(value: number | string): void
}

/** A field for a parameter of a workload or an exercise. */
export function ParameterField({ parameter, value, error, onChange }: ParameterFieldProps): ReactNode {
  if (parameter.type === 'choice') {
    return (
      <Select
        label={parameter.label}
        help={parameter.help}
        options={parameter.choices.map((choice) => ({ id: choice, label: choice }))}
        value={typeof value === 'string' ? value : null}
        error={error}
        onChange={onChange}
      />
    )
  }
  return (
    <NumberField
      label={parameter.label}
      help={parameter.help}
      unit={parameter.unit}
      value={typeof value === 'number' ? value : Number.NaN}
      {...(parameter.type === 'number' && { formatOptions: { maximumFractionDigits: 6 } })}
      error={error}
      onChange={onChange}
    />
  )
}
