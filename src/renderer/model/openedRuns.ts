import { create } from 'zustand'
import type { RunFile } from '../../shared/runFile.ts'
import { inertText, inertValue } from './inertText.ts'
import { useNavigation } from './navigation.ts'

/** Where a run from a file is shown: an experiment with the experiments, any other in the Lab. */
export type RunFileView = 'lab' | 'experiments'

export interface OpenedRun {
  /** Counts up: the same file may be opened again. */
  id: number
  fileName: string
  file: RunFile
}

interface OpenedRunsState {
  lab: OpenedRun | null
  experiments: OpenedRun | null
  nextId: number
  close(view: RunFileView): void
}

/** The runs from files that are shown, at most one in each view. A reload forgets them. */
export const useOpenedRuns = create<OpenedRunsState>()((set) => ({
  lab: null,
  experiments: null,
  nextId: 1,
  close: (view) => set({ [view]: null }),
}))

/** Shows a run from a file, in the place of what its view showed. Its texts may be anybody's. */
export function showRunFile(fileName: string, file: RunFile): void {
  const view: RunFileView = file.experiment ? 'experiments' : 'lab'
  useOpenedRuns.setState(({ nextId }) => ({
    [view]: { id: nextId, fileName: inertText(fileName), file: inertValue(file) },
    nextId: nextId + 1,
  }))
  useNavigation.getState().open(view)
}
