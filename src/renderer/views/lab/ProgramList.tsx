import { FilePlus2, FolderOpen, X } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import type { ProgramDescription } from '../../../shared/workload.ts'
import { Button } from '../../components/Button.tsx'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { inertText } from '../../model/inertText.ts'
import {
  catalogueId,
  catalogueKey,
  findProgram,
  isDirty,
  maxProgramCharacters,
  newProgramText,
  type LabProgram,
} from '../../model/labPrograms.ts'
import { showToast } from '../../model/toasts.ts'
import { useRpc } from '../../transport/rpcContext.tsx'
import { useLab } from './labSession.ts'
import './ProgramList.css'

/** The programs that come with Forkscope and the user's own. */
export function ProgramList({ catalogue }: { catalogue: readonly ProgramDescription[] }): ReactNode {
  const client = useRpc()
  const programs = useLab((state) => state.programs)
  const current = useLab((state) => state.current)
  const openCatalogue = useLab((state) => state.openCatalogue)
  const own = programs.filter((program) => catalogueId(program.key) === null)
  const openById = (id: string): void => {
    openCatalogue(client, id).catch((error: Error) => showToast(error.message, { tone: 'danger' }))
  }
  return (
    <div className="program-list">
      <h3>Come with Forkscope</h3>
      <ul>
        {catalogue.map(({ id, title, summary }) => {
          const known = findProgram(programs, catalogueKey(id))
          return (
            <li key={id}>
              <ProgramButton
                title={title}
                summary={summary}
                isCurrent={current === catalogueKey(id)}
                isChanged={known !== undefined && isDirty(known)}
                onOpen={() => openById(id)}
              />
            </li>
          )
        })}
      </ul>
      <h3>Your own</h3>
      {own.length === 0 && <p className="muted">Write one, or open a file.</p>}
      <ul>
        {own.map((program) => (
          <OwnProgram key={program.key} program={program} isCurrent={current === program.key} />
        ))}
      </ul>
      <AddProgram />
    </div>
  )
}

interface ProgramButtonProps {
  title: string
  summary?: string
  isCurrent: boolean
  isChanged: boolean
  onOpen(): void
}

function ProgramButton({ title, summary, isCurrent, isChanged, onOpen }: ProgramButtonProps): ReactNode {
  return (
    <button
      type="button"
      className="program-button"
      aria-current={isCurrent ? 'true' : undefined}
      onClick={onOpen}
    >
      <span className="program-title truncate">
        {title}
        {isChanged && (
          <span className="program-dirty" title="Changed">
            {' '}
            ●<span className="visually-hidden"> changed</span>
          </span>
        )}
      </span>
      {summary !== undefined && <span className="program-summary">{summary}</span>}
    </button>
  )
}

function OwnProgram({ program, isCurrent }: { program: LabProgram; isCurrent: boolean }): ReactNode {
  const open = useLab((state) => state.open)
  const remove = useLab((state) => state.remove)
  const [isAsking, setAsking] = useState(false)
  return (
    <li className="program-own">
      <ProgramButton
        title={program.fileName}
        isCurrent={isCurrent}
        isChanged={isDirty(program)}
        onOpen={() => open(program.key)}
      />
      <IconButton
        label={`Remove ${program.fileName} from this list`}
        icon={<X aria-hidden />}
        onPress={() => setAsking(true)}
      />
      <ConfirmDialog
        title={`Remove ${program.fileName}?`}
        isOpen={isAsking}
        isDangerous
        confirmLabel={`Remove ${program.fileName}`}
        onConfirm={() => remove(program.key)}
        onClose={() => setAsking(false)}
      >
        <p>
          {isDirty(program)
            ? 'It has changes that were not saved as a file; they are lost with it.'
            : 'It leaves this list; a file that it was saved to stays.'}
        </p>
      </ConfirmDialog>
    </li>
  )
}

function AddProgram(): ReactNode {
  const openText = useLab((state) => state.openText)
  const input = useRef<HTMLInputElement>(null)
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return
    // Characters are at most bytes: what is larger is refused before it is read.
    if (file.size > maxProgramCharacters * 4) return tooLarge(file)
    const text = await file.text()
    if (text.length > maxProgramCharacters) return tooLarge(file)
    openText(file.name, text)
  }
  return (
    <div className="program-add">
      <Button
        size="small"
        icon={<FilePlus2 aria-hidden />}
        onPress={() => openText('program.ts', newProgramText)}
      >
        New
      </Button>
      <Button size="small" icon={<FolderOpen aria-hidden />} onPress={() => input.current?.click()}>
        Open file …
      </Button>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        accept=".ts,.mts,.js,.mjs"
        tabIndex={-1}
        aria-hidden
        onChange={(event) => {
          const [file] = event.target.files ?? []
          // The same file may be chosen again.
          event.target.value = ''
          void read(file).catch((error: Error) => showToast(error.message, { tone: 'danger' }))
        }}
      />
    </div>
  )
}

function tooLarge(file: File): void {
  showToast(`${inertText(file.name)} is too large for the editor: it takes up to 1,000,000 characters.`, {
    tone: 'warning',
  })
}
