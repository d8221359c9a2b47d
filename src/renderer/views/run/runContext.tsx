import { createContext, use, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { ProcessSnapshot, RunSnapshot } from '../../../shared/runUpdate.ts'
import type { RunDisplay, RunSession } from './runSession.ts'

const RunContext = createContext<RunSession | null>(null)

export function RunProvider({ session, children }: { session: RunSession; children: ReactNode }): ReactNode {
  return <RunContext value={session}>{children}</RunContext>
}

export function useRunSession(): RunSession {
  const session = use(RunContext)
  if (!session) throw new Error('useRunSession outside of RunProvider')
  return session
}

/** Reads a part of the run for a panel. The component is drawn again only when that part changes. */
export function useRun<T>(select: (display: RunDisplay) => T): T {
  return useStore(useRunSession().panels, select)
}

/** The same at the full pace of the updates: for clocks and progress. */
export function useRunNow<T>(select: (display: RunDisplay) => T): T {
  return useStore(useRunSession().store, select)
}

export function useSnapshot(): RunSnapshot | null {
  return useRun((display) => display.model.snapshot)
}

const noProcesses: readonly ProcessSnapshot[] = []

export function useProcesses(): readonly ProcessSnapshot[] {
  return useRun((display) => display.model.snapshot?.processes ?? noProcesses)
}
