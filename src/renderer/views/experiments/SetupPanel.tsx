import { PanelLeftClose, PanelLeftOpen, Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../components/Button.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { KeyHint } from '../../components/KeyHint.tsx'
import { Panel } from '../../components/Panel.tsx'
import { countPasses } from '../../model/experimentForm.ts'
import { formatCount } from '../../model/format.ts'
import { useExperiment } from './experimentSession.ts'
import { SetupForm, type SetupFormProps } from './SetupForm.tsx'
import './SetupPanel.css'

export interface SetupPanelProps extends SetupFormProps {
  isCollapsed: boolean
  /** Lies above the rest, in columns, rather than beside it. */
  isWide: boolean
  onCollapse(isCollapsed: boolean): void
}

export function SetupPanel({ isCollapsed, isWide, onCollapse, ...formProps }: SetupPanelProps): ReactNode {
  const { form, onRun } = formProps
  const isStarting = useExperiment((state) => state.isStarting)
  const startError = useExperiment((state) => state.startError)
  const passes = countPasses(form)
  if (isCollapsed) return <CollapsedSetup {...formProps} isWide={isWide} onOpen={() => onCollapse(false)} />
  return (
    <div className="setup" data-wide={isWide || undefined}>
      <Panel
        title="Set up"
        isExpandable={false}
        actions={
          <IconButton
            label="Fold the set-up away"
            icon={<PanelLeftClose aria-hidden />}
            onPress={() => onCollapse(true)}
          />
        }
      >
        <SetupForm {...formProps} />
        <div className="setup-run">
          <Button variant="primary" icon={<Play aria-hidden />} isPending={isStarting} onPress={onRun}>
            Run <KeyHint chord="mod+enter" />
          </Button>
          {passes !== null && (
            <span
              className="muted num"
              title="Times that all items are worked through, serial ones and their warm-up included"
            >
              {formatCount(passes).value} passes
            </span>
          )}
        </div>
        {startError && <ErrorNotice title="The experiment did not start" error={startError} />}
      </Panel>
    </div>
  )
}

interface CollapsedSetupProps extends SetupFormProps {
  isWide: boolean
  onOpen(): void
}

function CollapsedSetup({ form, workload, isWide, onOpen }: CollapsedSetupProps): ReactNode {
  const startError = useExperiment((state) => state.startError)
  if (!isWide) {
    return (
      <div className="setup-folded">
        <IconButton label="Open the set-up" icon={<PanelLeftOpen aria-hidden />} onPress={onOpen} />
      </div>
    )
  }
  const isOwn = form.sourceKind === 'source'
  const what = isOwn ? `${form.exportName}()` : (workload?.title ?? form.workload)
  const items = !isOwn && workload?.itemsFrom === 'folder' ? form.folder : `${form.items} items`
  return (
    <div className="setup-line">
      <Button size="small" icon={<PanelLeftOpen aria-hidden />} onPress={onOpen}>
        Set up
      </Button>
      <p className="truncate num">
        <strong>{what}</strong> · {items} · workers {form.workers} · chunk {form.chunkSizes} ·{' '}
        {form.startMethods.join(', ')} · {form.repeats} repeats
      </p>
      {startError && <ErrorNotice title="The experiment did not start" error={startError} />}
    </div>
  )
}
