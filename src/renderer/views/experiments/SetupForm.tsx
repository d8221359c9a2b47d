import type { ReactNode } from 'react'
import type { HostInfo } from '../../../shared/rpc/contract.ts'
import type { WorkloadDescription } from '../../../shared/workload.ts'
import { CodeEditor } from '../../components/editor/CodeEditor.tsx'
import { NumberField } from '../../components/NumberField.tsx'
import { SegmentedControl } from '../../components/SegmentedControl.tsx'
import { Select } from '../../components/Select.tsx'
import { TextField } from '../../components/TextField.tsx'
import { withWorkload, type ExperimentForm, type FormErrors } from '../../model/experimentForm.ts'
import { FolderField } from './FolderField.tsx'
import { ParameterField } from './ParameterField.tsx'
import { StartMethodField } from './StartMethodField.tsx'
import './SetupForm.css'

export interface SetupFormProps {
  form: ExperimentForm
  errors: FormErrors
  workloads: readonly WorkloadDescription[]
  workload: WorkloadDescription | null
  host: HostInfo
  onChange(form: ExperimentForm): void
  onRun(): void
}

/** What is measured, on how much, and with which settings. */
export function SetupForm(props: SetupFormProps): ReactNode {
  const { form, errors, workload, host, onChange } = props
  const change = (part: Partial<ExperimentForm>): void => onChange({ ...form, ...part })
  const isOwn = form.sourceKind === 'source'
  const isFolder = !isOwn && workload?.itemsFrom === 'folder'
  return (
    <div className="setup-form" data-own={isOwn || undefined}>
      <SegmentedControl
        label="What is mapped"
        segments={[
          { id: 'workload', label: 'Workload' },
          { id: 'source', label: 'Own function' },
        ]}
        value={form.sourceKind}
        onChange={(sourceKind) => change({ sourceKind })}
      />
      {isOwn ? <OwnFunction {...props} /> : <WorkloadFields {...props} />}
      {isFolder && (
        <FolderField
          value={form.folder}
          error={errors.folder}
          homeDirectory={host.homeDirectory}
          onChange={(folder) => change({ folder })}
        />
      )}
      <div className="setup-group">
        {!isFolder && (
          <NumberField
            label="Items"
            value={form.items}
            minValue={1}
            error={errors.items}
            onChange={(items) => change({ items })}
          />
        )}
        <NumberField
          label="Repeats"
          value={form.repeats}
          minValue={1}
          error={errors.repeats}
          onChange={(repeats) => change({ repeats })}
        />
        <TextField
          label="Workers"
          help={`1, 2, 4 or 1-8; there ${coreWords(host.machine.logicalCores)}.`}
          value={form.workers}
          error={errors.workers}
          onChange={(workers) => change({ workers })}
        />
        <TextField
          label="Chunk sizes"
          help="Items per task: auto, 1, 64."
          value={form.chunkSizes}
          error={errors.chunkSizes}
          onChange={(chunkSizes) => change({ chunkSizes })}
        />
      </div>
      <StartMethodField
        available={host.startMethods}
        value={form.startMethods}
        error={errors.startMethods}
        onChange={(startMethods) => change({ startMethods })}
      />
    </div>
  )
}

function coreWords(cores: number): string {
  return cores === 1 ? 'is 1 logical core' : `are ${cores} logical cores`
}

function WorkloadFields({ form, errors, workloads, workload, onChange }: SetupFormProps): ReactNode {
  const choose = (id: string): void => {
    const chosen = workloads.find((entry) => entry.id === id)
    if (chosen) onChange(withWorkload(form, chosen))
  }
  return (
    <>
      <Select
        className="setup-whole"
        label="Workload"
        options={workloads.map(({ id, title, summary }) => ({ id, label: title, detail: summary }))}
        value={workload?.id ?? null}
        error={errors.workload}
        help={workload?.summary}
        onChange={choose}
      />
      <div className="setup-group">
        {workload?.parameters.map((parameter) => (
          <ParameterField
            key={`${workload.id} ${parameter.name}`}
            parameter={parameter}
            value={form.params[parameter.name]}
            error={errors[`param:${parameter.name}`]}
            onChange={(value) => onChange({ ...form, params: { ...form.params, [parameter.name]: value } })}
          />
        ))}
      </div>
    </>
  )
}

function OwnFunction({ form, errors, onChange, onRun }: SetupFormProps): ReactNode {
  return (
    <div className="setup-own">
      <div className="setup-editor">
        <CodeEditor
          label="Module with the function"
          value={form.source}
          onChange={(source) => onChange({ ...form, source })}
          onRun={onRun}
        />
      </div>
      {errors.source !== undefined && (
        <span className="field-error" role="alert">
          {errors.source}
        </span>
      )}
      <TextField
        label="Exported function"
        isMono
        value={form.exportName}
        error={errors.exportName}
        help="Called with one item, a number from 0 on. It runs with your rights."
        onChange={(exportName) => onChange({ ...form, exportName })}
      />
    </div>
  )
}
