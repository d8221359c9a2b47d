import { showRunFile } from '../model/openedRuns.ts'
import { useShortcut } from '../model/shortcuts.ts'
import { useStream } from '../transport/rpcContext.tsx'
import { chooseRunFile, refuse } from '../views/runFile/openRunFile.ts'

/** Runs from files, from every view: by a command, and as the system hands them to the host. */
export function useRunFiles(): void {
  useShortcut({
    title: 'Open a run from a file',
    group: 'Runs',
    chords: ['mod+o'],
    keywords: 'load import',
    run: chooseRunFile,
  })
  useStream('runFiles.opened', null, (opened) => {
    if ('file' in opened) showRunFile(opened.fileName, opened.file)
    else refuse(opened.problem)
  })
}
