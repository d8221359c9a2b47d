import { createStore } from 'zustand'
import type { RunFile } from '../../../shared/runFile.ts'
import { runOfFile } from '../../model/runOfFile.ts'
import type { RunDisplay, RunSession } from '../run/runSession.ts'

/** A run from a file, as the panels know a run that has ended. Nothing is watched, so there is nothing to dispose. */
export function fileRunSession(file: RunFile): RunSession {
  const store = createStore<RunDisplay>()(() => ({
    model: runOfFile(file),
    isPaused: false,
    watch: 'ended',
    error: null,
  }))
  const nothing = (): void => {}
  return {
    runId: file.report.run.id,
    store,
    panels: store,
    attach: nothing,
    togglePause: nothing,
    dispose: nothing,
  }
}
