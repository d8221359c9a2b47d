import { useMemo, type ReactNode } from 'react'
import type { HostInfo } from '../../../shared/rpc/contract.ts'
import { Select } from '../../components/Select.tsx'
import { TextField } from '../../components/TextField.tsx'
import { parseParams } from '../../model/jsonParams.ts'
import type { LabProgram } from '../../model/labPrograms.ts'
import { findParameters, typedParams, type ProgramParameter } from '../../model/programParams.ts'
import { useLab } from './labSession.ts'

/** How the program is started: its parameters, and how it starts its processes. */
export function ProgramParams({ program, host }: { program: LabProgram; host: HostInfo }): ReactNode {
  const startMethod = useLab((state) => state.startMethod) ?? 'spawn'
  const setStartMethod = useLab((state) => state.setStartMethod)
  const parameters = useMemo(() => findParameters(program.text), [program.text])
  if (parameters === null && host.startMethods.length < 2) return null
  return (
    <div className="program-params">
      {host.startMethods.length > 1 && (
        <Select
          label="Processes are started by"
          options={host.startMethods.map((method) => ({ id: method, label: method }))}
          value={startMethod}
          onChange={setStartMethod}
        />
      )}
      {parameters !== null &&
        (parameters.length > 0 ? (
          <ParameterFields program={program} parameters={parameters} />
        ) : (
          <JsonParams program={program} />
        ))}
    </div>
  )
}

interface ParameterFieldsProps {
  program: LabProgram
  parameters: readonly ProgramParameter[]
}

function ParameterFields({ program, parameters }: ParameterFieldsProps): ReactNode {
  const change = useLab((state) => state.change)
  return (
    <>
      <h3>Parameters of main</h3>
      {parameters.map(({ name, defaultText }) => (
        <TextField
          key={name}
          label={name}
          isMono
          placeholder={defaultText}
          value={program.fields[name] ?? ''}
          onChange={(text) => change(program.key, { fields: { ...program.fields, [name]: text } })}
        />
      ))}
    </>
  )
}

function JsonParams({ program }: { program: LabProgram }): ReactNode {
  const change = useLab((state) => state.change)
  const parsed = parseParams(program.json)
  return (
    <TextField
      label="Parameters of main, as JSON"
      isMono
      isMultiline
      rows={3}
      placeholder='{ "workers": 4 }'
      value={program.json}
      error={parsed.ok ? undefined : parsed.message}
      onChange={(json) => change(program.key, { json })}
    />
  )
}

/** The parameters as they are now; null when they are not valid, which the field says. */
export function paramsOf(program: LabProgram): Record<string, unknown> | null {
  const parameters = findParameters(program.text)
  if (parameters === null) return {}
  if (parameters.length > 0) {
    const names = new Set(parameters.map((parameter) => parameter.name))
    return typedParams(Object.fromEntries(Object.entries(program.fields).filter(([name]) => names.has(name))))
  }
  const parsed = parseParams(program.json)
  return parsed.ok ? parsed.params : null
}
