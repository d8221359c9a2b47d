import { AlignLeft, ArrowDownToLine, Download, RotateCcw } from 'lucide-react'
import { useState, type ReactNode, type RefObject } from 'react'
import { Button } from '../../../components/Button.tsx'
import { CodeDiff } from '../../../components/CodeDiff.tsx'
import { downloadText } from '../../../components/download.ts'
import {
  CodeEditor,
  type CodeEditorHandle,
  type EditorDiagnostic,
} from '../../../components/editor/CodeEditor.tsx'
import { IconButton } from '../../../components/IconButton.tsx'
import { Panel } from '../../../components/Panel.tsx'
import { SegmentedControl, type Segment } from '../../../components/SegmentedControl.tsx'
import { useShortcut } from '../../../model/shortcuts.ts'
import { showToast } from '../../../model/toasts.ts'
import { useRpc } from '../../../transport/rpcContext.tsx'
import { Problems } from '../Problems.tsx'
import { useDiagnostics } from '../useDiagnostics.ts'
import { programFileName } from './exerciseRun.ts'
import { useExercises, type EditorTab, type ExerciseWork } from './exerciseSession.ts'
import '../ProgramEditor.css'

export interface ExerciseEditorProps {
  work: ExerciseWork
  editor: RefObject<CodeEditorHandle | null>
  onRun(): void
}

/** The learner's program, what was changed in it, and once it is shown the solution beside it. */
export function ExerciseEditor({ work, editor, onRun }: ExerciseEditorProps): ReactNode {
  const client = useRpc()
  const changeText = useExercises((state) => state.changeText)
  const { id, content, text, tab, solution } = work
  const isChanged = text !== content.starter
  const diagnostics = useDiagnostics(text, programFileName)
  const [typeProblems, setTypeProblems] = useState<readonly EditorDiagnostic[]>([])
  const put = usePut(work)
  return (
    <Panel
      title={programFileName}
      detail={isChanged && <span className="editor-dirty">● changed</span>}
      actions={<EditorActions work={work} editor={editor} />}
      isFlush
      className="editor-panel exercise-editor"
    >
      {/* Kept while something else is shown: the undo history and the cursor are in it. */}
      <div className="editor-column" hidden={tab !== 'code'}>
        <CodeEditor
          key={id}
          ref={editor}
          label={`Program ${programFileName}`}
          value={text}
          diagnostics={diagnostics}
          onTypeProblems={setTypeProblems}
          onChange={(next) => changeText(client, id, next)}
          onRun={onRun}
        />
        <Problems
          diagnostics={[...diagnostics, ...typeProblems]}
          onGoTo={(location) => editor.current?.goTo(location)}
        />
      </div>
      {tab === 'changes' && (
        <CodeDiff
          label="What you changed in the starter"
          before={content.starter}
          after={text}
          same="You have changed nothing yet: this is the starter as it came."
        />
      )}
      {tab === 'solution' && solution !== null && (
        <Solution
          text={text}
          solution={solution}
          onTake={() => put(solution, 'The solution is in the editor.')}
        />
      )}
    </Panel>
  )
}

/** What is shown, and what can be done with the text. */
function EditorActions({ work, editor }: Omit<ExerciseEditorProps, 'onRun'>): ReactNode {
  const change = useExercises((state) => state.change)
  const { id, content, text, tab } = work
  const put = usePut(work)
  const format = useFormat(editor)
  const save = (): void => downloadText(`${id}.ts`, 'text/plain', text)
  const show = (next: EditorTab): void => change(id, { tab: next })
  useShortcut({ title: 'Save the program as a file', group: 'Lab', chords: ['mod+s'], run: save })
  useShortcut({
    title: tab === 'changes' ? 'Back to the code' : 'Show what you changed',
    group: 'Lab',
    chords: ['d'],
    keywords: 'diff starter',
    run: () => show(tab === 'changes' ? 'code' : 'changes'),
  })
  useShortcut({ title: 'Format the program', group: 'Lab', chords: ['mod+shift+f'], run: format.run })
  return (
    <>
      <SegmentedControl label="What is shown" segments={segmentsOf(work)} value={tab} onChange={show} />
      <IconButton
        label={format.isPending ? 'Formatting …' : 'Format'}
        chord="mod+shift+f"
        icon={<AlignLeft aria-hidden />}
        isDisabled={format.isPending || tab !== 'code'}
        onPress={format.run}
      />
      <IconButton
        label="Reset to the starter"
        icon={<RotateCcw aria-hidden />}
        isDisabled={text === content.starter}
        onPress={() => put(content.starter, 'The program is the starter again.')}
      />
      <IconButton label="Save as a file" chord="mod+s" icon={<Download aria-hidden />} onPress={save} />
    </>
  )
}

function segmentsOf({ solution }: ExerciseWork): Segment<EditorTab>[] {
  return [
    { id: 'code', label: 'Code' },
    { id: 'changes', label: 'Changes' },
    ...(solution === null ? [] : [{ id: 'solution' as const, label: 'Solution' }]),
  ]
}

interface SolutionProps {
  text: string
  solution: string
  onTake(): void
}

function Solution({ text, solution, onTake }: SolutionProps): ReactNode {
  return (
    <div className="solution">
      <div className="solution-head">
        <p className="muted">
          From your program to the solution: <span aria-hidden>−</span> yours goes, <span aria-hidden>+</span>{' '}
          comes instead.
        </p>
        <Button
          size="small"
          icon={<ArrowDownToLine aria-hidden />}
          disabledReason={text === solution ? 'It is in the editor already.' : undefined}
          onPress={onTake}
        >
          Put it into the editor
        </Button>
      </div>
      <CodeDiff
        label="From your program to the solution"
        before={text}
        after={solution}
        same="Your program is the solution, line by line."
      />
    </div>
  )
}

/** Replaces the whole text; it can be undone. */
function usePut({ id, text }: ExerciseWork): (next: string, message: string) => void {
  const client = useRpc()
  const changeText = useExercises((state) => state.changeText)
  const change = useExercises((state) => state.change)
  return (next, message) => {
    changeText(client, id, next)
    change(id, { tab: 'code' })
    showToast(message, { action: { label: 'Undo', run: () => changeText(client, id, text) } })
  }
}

function useFormat(editor: RefObject<CodeEditorHandle | null>): { run(): void; isPending: boolean } {
  const [isPending, setPending] = useState(false)
  const format = async (): Promise<void> => {
    const result = await editor.current?.format()
    if (!result)
      showToast('The program was not formatted: the language service is not there.', { tone: 'warning' })
    else if (!result.changed) showToast('There was nothing to format.')
  }
  const run = (): void => {
    if (isPending) return
    setPending(true)
    void format().finally(() => setPending(false))
  }
  return { run, isPending }
}
