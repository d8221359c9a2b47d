import type { ReactNode } from 'react'
import { experimentStartMethods, type ExperimentStartMethod } from '../../../shared/experiment.ts'
import type { StartMethod } from '../../../shared/units.ts'
import { Checkbox } from '../../components/Checkbox.tsx'
import { Field } from '../../components/Field.tsx'

export interface StartMethodFieldProps {
  available: readonly StartMethod[]
  value: readonly ExperimentStartMethod[]
  error: string | undefined
  onChange(value: ExperimentStartMethod[]): void
}

const helpOf: Readonly<Partial<Record<ExperimentStartMethod, string>>> = {
  serial: 'the baseline as a row of its own',
  spawn: 'child processes',
  utility: 'utility processes of Electron',
  standby: 'processes that were started ahead',
  thread: "threads of the program's own process",
}

/** How the workers are started. The serial baseline is always measured; ticked, it is a row as well. */
export function StartMethodField({ available, value, error, onChange }: StartMethodFieldProps): ReactNode {
  const methods = experimentStartMethods.filter(
    (method) => method === 'serial' || (available as readonly string[]).includes(method),
  )
  return (
    <div className="setup-whole">
      <Field label="Start methods" error={error}>
        <div className="start-methods">
          {methods.map((method) => (
            <Checkbox
              key={method}
              isSelected={value.includes(method)}
              onChange={(isSelected) =>
                onChange(methods.filter((other) => (other === method ? isSelected : value.includes(other))))
              }
            >
              <span title={helpOf[method]}>{method}</span>
            </Checkbox>
          ))}
        </div>
      </Field>
    </div>
  )
}
