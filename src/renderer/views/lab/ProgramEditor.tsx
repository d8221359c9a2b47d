import { Download, RotateCcw } from 'lucide-react'
import { useState, type ReactNode, type Ref } from 'react'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { downloadText } from '../../components/download.ts'
import {
  CodeEditor,
  type CodeEditorHandle,
  type EditorDiagnostic,
} from '../../components/editor/CodeEditor.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { Panel } from '../../components/Panel.tsx'
import { catalogueId, isDirty, type LabProgram } from '../../model/labPrograms.ts'
import { useShortcut } from '../../model/shortcuts.ts'
import { useLab } from './labSession.ts'
import { Problems } from './Problems.tsx'
import { useDiagnostics } from './useDiagnostics.ts'
import './ProgramEditor.css'

export interface ProgramEditorProps {
  program: LabProgram
  editor: Ref<CodeEditorHandle>
  onGoTo(location: { line: number; column: number }): void
  onRun(): void
}

/** The program's text, with what is wrong in it at its line. */
export function ProgramEditor({ program, editor, onGoTo, onRun }: ProgramEditorProps): ReactNode {
  const change = useLab((state) => state.change)
  const isStorageFull = useLab((state) => state.isStorageFull)
  const diagnostics = useDiagnostics(program.text, program.fileName)
  const [typeProblems, setTypeProblems] = useState<readonly EditorDiagnostic[]>([])
  const save = (): void => {
    downloadText(program.fileName, 'text/plain', program.text)
    // An own program's changes are now in a file; the catalogue's text stays what Reset goes back to.
    if (catalogueId(program.key) === null) change(program.key, { original: program.text })
  }
  useShortcut({ title: 'Save the program as a file', group: 'Lab', chords: ['mod+s'], run: save })
  return (
    <Panel
      title={program.fileName}
      detail={
        <>
          {isDirty(program) && <span className="editor-dirty">● changed</span>}
          {isStorageFull && (
            <span className="editor-full">the browser’s storage is full: save it as a file</span>
          )}
        </>
      }
      actions={
        <>
          <ResetButton program={program} />
          <IconButton label="Save as a file" chord="mod+s" icon={<Download aria-hidden />} onPress={save} />
        </>
      }
      isFlush
      className="editor-panel"
    >
      <div className="editor-column">
        <CodeEditor
          key={program.key}
          ref={editor}
          label={`Program ${program.fileName}`}
          value={program.text}
          diagnostics={diagnostics}
          onTypeProblems={setTypeProblems}
          onChange={(text) => change(program.key, { text })}
          onRun={onRun}
        />
        <Problems diagnostics={[...diagnostics, ...typeProblems]} onGoTo={onGoTo} />
      </div>
    </Panel>
  )
}

function ResetButton({ program }: { program: LabProgram }): ReactNode {
  const change = useLab((state) => state.change)
  const [isAsking, setAsking] = useState(false)
  const isCatalogue = catalogueId(program.key) !== null
  return (
    <>
      <IconButton
        label={isCatalogue ? 'Reset to the original' : 'Reset to what was opened or saved'}
        icon={<RotateCcw aria-hidden />}
        isDisabled={!isDirty(program)}
        onPress={() => setAsking(true)}
      />
      <ConfirmDialog
        title={`Reset ${program.fileName}?`}
        isOpen={isAsking}
        isDangerous
        confirmLabel={`Reset ${program.fileName}`}
        onConfirm={() => change(program.key, { text: program.original })}
        onClose={() => setAsking(false)}
      >
        <p>
          Your changes to {program.fileName} are replaced by{' '}
          {isCatalogue ? 'the program as it came' : 'its text as it was opened or last saved'}.
        </p>
      </ConfirmDialog>
    </>
  )
}
