import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Group, Panel as ResizablePanel, Separator, useDefaultLayout } from 'react-resizable-panels'
import type { HostInfo } from '../../../shared/rpc/contract.ts'
import type { ProgramDescription } from '../../../shared/workload.ts'
import { Button } from '../../components/Button.tsx'
import type { CodeEditorHandle } from '../../components/editor/CodeEditor.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Panel } from '../../components/Panel.tsx'
import { useMediaQuery } from '../../components/useMediaQuery.ts'
import { WaitNotice } from '../../components/WaitNotice.tsx'
import { findProgram, type LabProgram } from '../../model/labPrograms.ts'
import type { EditorLocation } from '../../model/sourceLocations.ts'
import { useCall, useRpc } from '../../transport/rpcContext.tsx'
import { useRightsNotice } from '../run/rightsNotice.tsx'
import { refuseWhileRunning } from '../run/runSession.ts'
import { RunTopBar } from '../run/RunTopBar.tsx'
import { LabRunArea } from './LabRunArea.tsx'
import { isOwnText, useLab } from './labSession.ts'
import { ProgramEditor } from './ProgramEditor.tsx'
import { ProgramList } from './ProgramList.tsx'
import { paramsOf, ProgramParams } from './ProgramParams.tsx'
import './LabView.css'

/** A program, and its run beside it. */
export function LabView(): ReactNode {
  const host = useCall('host.info', null)
  const catalogue = useCall('programs.list', null)
  const failed = host.error ?? catalogue.error
  const retry = (): void => {
    host.reload()
    catalogue.reload()
  }
  if (failed) {
    return (
      <div className="lab-wait">
        <ErrorNotice
          title="The host did not tell its programs"
          error={failed}
          actions={
            <Button size="small" onPress={retry}>
              Try again
            </Button>
          }
        />
      </div>
    )
  }
  if (!host.data || !catalogue.data) {
    return (
      <div className="lab-wait">
        <WaitNotice waitingFor="the list of programs" />
      </div>
    )
  }
  return <Lab host={host.data} catalogue={catalogue.data} />
}

interface LabProps {
  host: HostInfo
  catalogue: readonly ProgramDescription[]
}

function Lab({ host, catalogue }: LabProps): ReactNode {
  const client = useRpc()
  const { program, openError } = useCurrentProgram(catalogue)
  const run = useLab((state) => state.run)
  const isStarting = useLab((state) => state.isStarting)
  const stop = useLab((state) => state.stop)
  const attach = useLab((state) => state.attach)
  const open = useLab((state) => state.open)
  const editor = useRef<CodeEditorHandle>(null)
  useEffect(() => attach(client), [attach, client])
  const { onRun, notice } = useStart(program)
  const goTo = (location: EditorLocation): void => {
    const key = run?.programKey
    if (key !== undefined && key !== program?.key) open(key)
    // The editor of the run's program may have to be made first.
    requestAnimationFrame(() => editor.current?.goTo(location))
  }
  const goToHere = (location: EditorLocation): void => editor.current?.goTo(location)
  return (
    <div className="lab">
      <RunTopBar
        title="Lab"
        detail={program?.fileName ?? ''}
        noun="the program"
        session={run?.session ?? null}
        isStarting={isStarting}
        onRun={onRun}
        onStop={() => stop(client)}
      />
      {notice}
      <LabPanels
        programs={
          <Panel title="Programs">
            <ProgramList catalogue={catalogue} />
            {program && <ProgramParams program={program} host={host} />}
          </Panel>
        }
        editor={
          program ? (
            <ProgramEditor program={program} editor={editor} onGoTo={goToHere} onRun={onRun} />
          ) : openError ? (
            <ErrorNotice title="The program cannot be read" error={openError} />
          ) : (
            <WaitNotice waitingFor="the program’s text" />
          )
        }
        run={<LabRunArea onRun={onRun} onGoTo={goTo} />}
      />
    </div>
  )
}

/** The program in the editor: the one that was open last, on a first start the first of the catalogue. */
function useCurrentProgram(catalogue: readonly ProgramDescription[]): {
  program: LabProgram | null
  openError: Error | null
} {
  const client = useRpc()
  const programs = useLab((state) => state.programs)
  const current = useLab((state) => state.current)
  const openCatalogue = useLab((state) => state.openCatalogue)
  const [openError, setOpenError] = useState<Error | null>(null)
  const program = (current !== null && findProgram(programs, current)) || null
  const firstId = catalogue[0]?.id
  const needsFirst = program === null && firstId !== undefined
  useEffect(() => {
    if (needsFirst) openCatalogue(client, firstId).catch(setOpenError)
  }, [needsFirst, firstId, client, openCatalogue])
  return { program, openError }
}

/** Starts the program that is open; own text only after the notice that it runs with the user's rights. */
function useStart(program: LabProgram | null): { onRun(): void; notice: ReactNode } {
  const client = useRpc()
  const start = useLab((state) => state.start)
  const isStarting = useLab((state) => state.isStarting)
  const { guard, notice } = useRightsNotice()
  const onRun = (): void => {
    const params = program && paramsOf(program)
    if (!program || !params || isStarting) return
    if (refuseWhileRunning(useLab.getState().run?.session, 'The program')) return
    const run = (): void => void start(client, program, params)
    if (isOwnText(program)) guard(run)
    else run()
  }
  return { onRun, notice }
}

interface LabPanelsProps {
  programs: ReactNode
  editor: ReactNode
  run: ReactNode
}

/** Side by side and resizable; on a narrow page one below the other. */
function LabPanels({ programs, editor, run }: LabPanelsProps): ReactNode {
  const isNarrow = useMediaQuery('(max-width: 56rem)')
  const layout = useDefaultLayout({ id: 'forkscope.lab.layout', storage: localStorage })
  if (isNarrow) {
    return (
      <div className="lab-stack">
        {programs}
        <div className="lab-stack-editor">{editor}</div>
        {run}
      </div>
    )
  }
  return (
    <Group
      id="lab-panels"
      className="lab-panels"
      orientation="horizontal"
      defaultLayout={layout.defaultLayout}
      onLayoutChanged={layout.onLayoutChanged}
    >
      <ResizablePanel id="lab-programs" defaultSize="17" minSize="10rem" className="lab-column">
        {programs}
      </ResizablePanel>
      <Separator className="lab-separator" aria-label="Width of the programs" />
      <ResizablePanel id="lab-editor" defaultSize="41" minSize="16rem" className="lab-column">
        {editor}
      </ResizablePanel>
      <Separator className="lab-separator" aria-label="Width of the editor" />
      <ResizablePanel id="lab-run" defaultSize="42" minSize="18rem" className="lab-column">
        {run}
      </ResizablePanel>
    </Group>
  )
}
