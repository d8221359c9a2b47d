import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { HostInfo } from '../../../shared/rpc/contract.ts'
import type { WorkloadDescription } from '../../../shared/workload.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Button } from '../../components/Button.tsx'
import { WaitNotice } from '../../components/WaitNotice.tsx'
import { useMediaQuery } from '../../components/useMediaQuery.ts'
import { useReducedMotion } from '../../model/appearance.ts'
import {
  initialForm,
  isFromElsewhere,
  validateForm,
  withWorkload,
  type ExperimentForm,
} from '../../model/experimentForm.ts'
import { useOpenedRuns } from '../../model/openedRuns.ts'
import { useCall, useRpc } from '../../transport/rpcContext.tsx'
import { useRightsNotice } from '../run/rightsNotice.tsx'
import { RunProvider } from '../run/runContext.tsx'
import { refuseWhileRunning } from '../run/runSession.ts'
import { RunTopBar } from '../run/RunTopBar.tsx'
import { OpenRunButton, SaveRunButton } from '../runFile/RunFileButtons.tsx'
import { RunFilePage } from '../runFile/RunFilePage.tsx'
import { titleOf, useExperiment, type ExperimentRun } from './experimentSession.ts'
import { LiveArea, NothingYet } from './LiveArea.tsx'
import { ResultPanel } from './ResultPanel.tsx'
import { SetupPanel } from './SetupPanel.tsx'
import './ExperimentsView.css'

/** Measures what workers bring: a function mapped over items, for every combination of the settings. */
export function ExperimentsView(): ReactNode {
  const host = useCall('host.info', null)
  const workloads = useCall('workloads.list', null)
  const opened = useOpenedRuns((state) => state.experiments)
  const failed = host.error ?? workloads.error
  if (failed) {
    return (
      <div className="experiments-wait">
        <ErrorNotice
          title="The host did not say what it can do"
          error={failed}
          actions={
            <Button
              size="small"
              onPress={() => {
                host.reload()
                workloads.reload()
              }}
            >
              Try again
            </Button>
          }
        />
      </div>
    )
  }
  if (!host.data || !workloads.data) {
    return (
      <div className="experiments-wait">
        <WaitNotice waitingFor="the list of workloads" />
      </div>
    )
  }
  if (opened) return <RunFilePage key={opened.id} view="experiments" opened={opened} />
  return <Experiments host={host.data} workloads={workloads.data} />
}

interface ExperimentsProps {
  host: HostInfo
  workloads: readonly WorkloadDescription[]
}

function Experiments({ host, workloads }: ExperimentsProps): ReactNode {
  const client = useRpc()
  const { form, workload } = useForm(host, workloads)
  const setForm = useExperiment((state) => state.setForm)
  const wasTried = useExperiment((state) => state.wasTried)
  const run = useExperiment((state) => state.run)
  const attach = useExperiment((state) => state.attach)
  useEffect(() => attach(client), [attach, client])
  const isWide = useMediaQuery('(max-width: 68rem)')
  const [folded, setFolded] = useState<boolean | null>(null)
  const isStarting = useExperiment((state) => state.isStarting)
  const stop = useExperiment((state) => state.stop)
  const { startRun, notice } = useStart(form, workload)
  const onRun = (): void => {
    const isValid = startRun()
    if (isValid && isWide) setFolded(true)
    if (!isValid) setFolded(false)
  }
  const checked = useMemo(() => validateForm(form, workload), [form, workload])
  const errors = checked.ok ? {} : checked.errors
  // A folder that was never chosen is not yet a mistake.
  const shownErrors = wasTried || form.folder !== '' ? errors : { ...errors, folder: undefined }
  const isCollapsed = folded ?? (isWide && run !== null)
  return (
    <div className="experiments" data-wide={isWide || undefined}>
      <RunTopBar
        title="Experiments"
        detail={run?.title ?? workload?.title ?? `${form.exportName}()`}
        noun="the experiment"
        session={run?.session ?? null}
        isStarting={isStarting}
        onRun={onRun}
        onStop={() => stop(client)}
      />
      {notice}
      <div className="experiment-run">
        <SetupPanel
          form={form}
          errors={shownErrors}
          workloads={workloads}
          workload={workload}
          host={host}
          isCollapsed={isCollapsed}
          isWide={isWide}
          onChange={setForm}
          onCollapse={setFolded}
          onRun={onRun}
        />
        <div className="live" aria-label="Live" role="group">
          {run ? (
            <RunProvider key={run.session.runId} session={run.session}>
              <LiveArea run={run} />
            </RunProvider>
          ) : (
            <NothingYet onRun={onRun} />
          )}
        </div>
      </div>
      {run && <Outcome run={run} />}
    </div>
  )
}

/** The set-up as it was left, else the first start's. */
function useForm(
  host: HostInfo,
  workloads: readonly WorkloadDescription[],
): { form: ExperimentForm; workload: WorkloadDescription | null } {
  const kept = useExperiment((state) => state.form)
  return useMemo(() => {
    const first = initialForm(host.machine.logicalCores)
    const find = (id: string): WorkloadDescription | null =>
      workloads.find((entry) => entry.id === id) ?? null
    const keptWorkload = kept && find(kept.workload)
    if (kept && (keptWorkload || kept.sourceKind === 'source')) return { form: kept, workload: keptWorkload }
    const workload = find(first.workload) ?? workloads[0] ?? null
    return { form: workload ? withWorkload(first, workload) : first, workload }
  }, [kept, host, workloads])
}

interface Start {
  /** False when the form is not valid; its mistakes are then all shown. */
  startRun(): boolean
  notice: ReactNode
}

/** Starts what the form says; an own function only after the notice that it runs with the user's rights. */
function useStart(form: ExperimentForm, workload: WorkloadDescription | null): Start {
  const client = useRpc()
  const start = useExperiment((state) => state.start)
  const setTried = useExperiment((state) => state.setTried)
  const isStarting = useExperiment((state) => state.isStarting)
  const { guard, notice } = useRightsNotice()
  const startRun = (): boolean => {
    if (isStarting || refuseWhileRunning(useExperiment.getState().run?.session, 'The experiment')) return true
    const checked = validateForm(form, workload)
    setTried()
    if (!checked.ok) return false
    const run = (): void => void start(client, checked.spec, titleOf(checked.spec, workload))
    if (isFromElsewhere(form)) guard(`${form.exportName.trim()}()`, run)
    else run()
    return true
  }
  return { startRun, notice }
}

/** The report when there is one, or why there is none. It comes into sight by itself when it arrives. */
function Outcome({ run }: { run: ExperimentRun }): ReactNode {
  const section = useRef<HTMLElement>(null)
  const isStill = useReducedMotion()
  const { outcome, outcomeError } = run
  const [seen] = useState(outcome)
  useEffect(() => {
    if (outcome && outcome !== seen) {
      section.current?.scrollIntoView({ block: 'nearest', behavior: isStill ? 'auto' : 'smooth' })
    }
  }, [outcome, seen, isStill])
  if (!outcome && !outcomeError) return null
  return (
    <section ref={section} className="experiment-result">
      {outcome && <ResultPanel {...outcome} moreActions={<RunFileActions run={run} />} />}
      {outcomeError && (
        <ErrorNotice
          title="The experiment has no result"
          error={outcomeError}
          actions={<RunFileActions run={run} />}
        />
      )}
    </section>
  )
}

/** Of a failed experiment its run is saved, which may tell why. */
function RunFileActions({ run: { session, title, outcome } }: { run: ExperimentRun }): ReactNode {
  const report = useStore(session.store, ({ model }) => model.report)
  return (
    <>
      {report && <SaveRunButton run={{ name: title, report, ...(outcome && { experiment: outcome }) }} />}
      <OpenRunButton />
    </>
  )
}
