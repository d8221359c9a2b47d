import { FileClock, FolderOpen, X } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'
import { Button } from '../../components/Button.tsx'
import { TopBar } from '../../frame/TopBar.tsx'
import { formatInstant } from '../../model/format.ts'
import { useOpenedRuns, type OpenedRun, type RunFileView } from '../../model/openedRuns.ts'
import { useShortcut } from '../../model/shortcuts.ts'
import { ResultPanel } from '../experiments/ResultPanel.tsx'
import { RunOutcome } from '../lab/RunOutcome.tsx'
import { FindingsPanel } from '../run/FindingsPanel.tsx'
import { LocksPanel } from '../run/LocksPanel.tsx'
import { OutputPanel } from '../run/OutputPanel.tsx'
import { ProcessesPanel } from '../run/ProcessesPanel.tsx'
import { RunProvider } from '../run/runContext.tsx'
import { RunState } from '../run/RunState.tsx'
import { TimelinePanel } from '../run/TimelinePanel.tsx'
import { TrafficPanel } from '../run/TrafficPanel.tsx'
import { fileRunSession } from './fileRunSession.ts'
import { chooseRunFile } from './openRunFile.ts'
import './RunFilePage.css'

const titles: Readonly<Record<RunFileView, string>> = { lab: 'Lab', experiments: 'Experiments' }

/** A run that was saved, in the panels that it was shown in; nothing of it can be changed or ended. */
export function RunFilePage({ view, opened }: { view: RunFileView; opened: OpenedRun }): ReactNode {
  const { file } = opened
  const session = useMemo(() => fileRunSession(file), [file])
  return (
    <div className="run-file">
      <TopBar
        title={titles[view]}
        detail={file.name}
        state={<RunState session={session} />}
        actions={<Actions view={view} />}
      />
      <Origin opened={opened} />
      <RunProvider session={session}>
        {file.experiment ? (
          <ResultPanel report={file.experiment.report} result={file.experiment.result} />
        ) : (
          <RunOutcome fileName={file.report.run.program} />
        )}
        <FindingsPanel />
        <ProcessesPanel />
        <TimelinePanel />
        <TrafficPanel />
        <LocksPanel />
        <OutputPanel />
      </RunProvider>
    </div>
  )
}

/** Where it comes from, so that nobody takes it for a run of this machine. */
function Origin({ opened: { file, fileName } }: { opened: OpenedRun }): ReactNode {
  const { logicalCores, platform, runtimeVersion } = file.report.machine
  const startedAtMs = Date.parse(file.report.run.startedAt)
  return (
    <section className="run-file-origin" aria-label="From a file">
      <FileClock aria-hidden />
      <div>
        <p>
          From a file: <strong>{fileName}</strong>, saved {formatInstant(file.savedAtMs)}
        </p>
        <p className="muted">
          {file.name} ran {formatInstant(startedAtMs)} on a machine with {logicalCores} logical cores (
          {platform}, {runtimeVersion}). Its processes have ended; pids are those of that machine.
        </p>
      </div>
    </section>
  )
}

function Actions({ view }: { view: RunFileView }): ReactNode {
  const close = useOpenedRuns((state) => state.close)
  useShortcut({
    title: 'Close the run from a file',
    group: 'Runs',
    run: () => close(view),
  })
  return (
    <>
      <Button icon={<FolderOpen aria-hidden />} onPress={chooseRunFile}>
        Open another …
      </Button>
      <Button variant="primary" icon={<X aria-hidden />} onPress={() => close(view)}>
        Close the file
      </Button>
    </>
  )
}
