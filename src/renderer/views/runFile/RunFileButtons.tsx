import { Download, FolderOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { runFileMediaType } from '../../../shared/runFile.ts'
import { runFileName, runFileText, type RunToSave } from '../../../shared/runFileText.ts'
import { Button } from '../../components/Button.tsx'
import { downloadText } from '../../components/download.ts'
import { useShortcut } from '../../model/shortcuts.ts'
import { showToast } from '../../model/toasts.ts'
import { chooseRunFile } from './openRunFile.ts'

/** Saves a run that has ended as a file, which anybody can open again. */
export function SaveRunButton({ run }: { run: RunToSave }): ReactNode {
  const save = (): void => {
    try {
      const text = runFileText(run, Date.now())
      downloadText(runFileName(run.name, run.report.run.startedAt), runFileMediaType, text)
    } catch (error) {
      showToast((error as Error).message, { tone: 'danger' })
    }
  }
  useShortcut({ title: 'Save the run as a file', group: 'Runs', keywords: 'export download', run: save })
  return (
    <Button size="small" icon={<Download aria-hidden />} onPress={save}>
      Save run …
    </Button>
  )
}

/** Opens a run that was saved. */
export function OpenRunButton(): ReactNode {
  return (
    <Button size="small" icon={<FolderOpen aria-hidden />} onPress={chooseRunFile}>
      Open run …
    </Button>
  )
}
