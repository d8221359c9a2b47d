import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { HostInfo } from '../../../shared/rpc/contract.ts'
import type { ProgramDescription } from '../../../shared/workload.ts'
import type { CodeEditorHandle } from '../../components/editor/CodeEditor.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Panel } from '../../components/Panel.tsx'
import { WaitNotice } from '../../components/WaitNotice.tsx'
import { findProgram, type LabProgram } from '../../model/labPrograms.ts'
import { usePreferences } from '../../model/preferences.ts'
import type { EditorLocation } from '../../model/sourceLocations.ts'
import { useRpc } from '../../transport/rpcContext.tsx'
import { useRightsNotice } from '../run/rightsNotice.tsx'
import { refuseWhileRunning } from '../run/runSession.ts'
import { RunTopBar } from '../run/RunTopBar.tsx'
import { LabModeSwitch } from './LabModeSwitch.tsx'
import { LabPanels } from './LabPanels.tsx'
import { LabRunArea } from './LabRunArea.tsx'
import { isFromElsewhere, useLab } from './labSession.ts'
import { ProgramEditor } from './ProgramEditor.tsx'
import { ProgramList } from './ProgramList.tsx'
import { paramsOf, ProgramParams } from './ProgramParams.tsx'

export interface ProgramsLabProps {
  host: HostInfo
  catalogue: readonly ProgramDescription[]
}

/** A program, and its run beside it. */
export function ProgramsLab({ host, catalogue }: ProgramsLabProps): ReactNode {
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
  const isProjector = usePreferences((state) => state.isProjector)
  const programs = {
    id: 'lab-programs',
    name: 'the programs',
    defaultSize: '17',
    minSize: '10rem',
    content: (
      <Panel title="Programs">
        <ProgramList catalogue={catalogue} />
        {program && <ProgramParams program={program} host={host} />}
      </Panel>
    ),
  }
  return (
    <div className="lab">
      <RunTopBar
        title="Lab"
        nav={<LabModeSwitch />}
        detail={program?.fileName ?? ''}
        noun="the program"
        session={run?.session ?? null}
        isStarting={isStarting}
        onRun={onRun}
        onStop={() => stop(client)}
      />
      {notice}
      <LabPanels
        id={isProjector ? 'forkscope.lab.projectorLayout' : 'forkscope.lab.layout'}
        columns={[
          ...(isProjector ? [] : [programs]),
          {
            id: 'lab-editor',
            name: 'the editor',
            defaultSize: '41',
            minSize: '16rem',
            isEditor: true,
            content: program ? (
              <ProgramEditor program={program} editor={editor} onGoTo={goToHere} onRun={onRun} />
            ) : openError ? (
              <ErrorNotice title="The program cannot be read" error={openError} />
            ) : (
              <WaitNotice waitingFor="the program’s text" />
            ),
          },
          {
            id: 'lab-run',
            name: 'the run',
            defaultSize: '42',
            minSize: '18rem',
            content: <LabRunArea programKey={program?.key} onRun={onRun} onGoTo={goTo} />,
          },
        ]}
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

/** Starts the program that is open; one from elsewhere only after the notice that it runs with the user's rights. */
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
    if (isFromElsewhere(program)) guard(program.fileName, run)
    else run()
  }
  return { onRun, notice }
}
