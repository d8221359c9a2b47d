import { create } from 'zustand'
import type { RpcClient } from '../../../shared/rpc/client.ts'
import type { RunRequest } from '../../../shared/rpc/contract.ts'
import type { StartMethod } from '../../../shared/units.ts'
import {
  catalogueId,
  catalogueKey,
  changeProgram,
  findProgram,
  isDirty,
  newProgramText,
  ownProgram,
  putProgram,
  type LabProgram,
  type LabPrograms,
} from '../../model/labPrograms.ts'
import { useMachine } from '../../model/machine.ts'
import { isEditOf } from '../../model/programOrigin.ts'
import { createRunSession, type RunSession } from '../run/runSession.ts'
import { storedLabRun, storedPrograms, storeLabRun, storePrograms } from './labStorage.ts'

export interface LabRun {
  session: RunSession
  /** What the run's errors call the program, and the program that they belong to. */
  fileName: string
  programKey: string
}

interface LabState {
  programs: LabPrograms
  current: string | null
  /** The texts did not fit into the browser's storage: a reload would lose what is new. */
  isStorageFull: boolean
  startMethod: StartMethod | null
  isStarting: boolean
  startError: Error | null
  run: LabRun | null
  open(key: string): void
  openCatalogue(client: RpcClient, id: string): Promise<void>
  openText(fileName: string, text: string): void
  change(key: string, change: Partial<Omit<LabProgram, 'key'>>): void
  remove(key: string): void
  setStartMethod(method: StartMethod): void
  start(client: RpcClient, program: LabProgram, params: Record<string, unknown>): Promise<void>
  stop(client: RpcClient): Promise<void>
  attach(client: RpcClient): void
}

/** The Lab's programs and its run. They outlive the view; the texts outlive the page. */
export const useLab = create<LabState>()((set, get) => {
  const stored = storedPrograms()
  const setPrograms = (programs: LabPrograms, current = get().current): void => {
    set({ programs, current, isStorageFull: !storePrograms({ current, programs }) })
  }
  return {
    programs: stored?.programs ?? [],
    current: stored?.current ?? null,
    isStorageFull: false,
    startMethod: null,
    isStarting: false,
    startError: null,
    run: restoredRun(() => set({ run: null })),
    open: (key) => {
      set({ startError: null })
      setPrograms(get().programs, key)
    },
    openCatalogue: async (client, id) => {
      const key = catalogueKey(id)
      const known = findProgram(get().programs, key)
      // What the user changed is kept; else the catalogue's text may be newer than the stored one.
      if (known && isDirty(known)) return get().open(key)
      const { source } = await client.call('programs.read', { id })
      const { fields = {}, json = '' } = known ?? {}
      const program = { key, fileName: `${id}.ts`, original: source, text: source, fields, json }
      set({ startError: null })
      setPrograms(putProgram(get().programs, program), key)
    },
    openText: (fileName, text) => {
      const program = ownProgram(get().programs, fileName, text)
      set({ startError: null })
      setPrograms(putProgram(get().programs, program), program.key)
    },
    change: (key, change) => setPrograms(changeProgram(get().programs, key, change)),
    remove: (key) => {
      const programs = get().programs.filter((program) => program.key !== key)
      setPrograms(programs, get().current === key ? (programs.at(-1)?.key ?? null) : get().current)
    },
    setStartMethod: (startMethod) => set({ startMethod }),
    start: async (client, program, params) => {
      set({ isStarting: true, startError: null })
      try {
        const { startMethod } = get()
        const request = { source: sourceOf(program), params, ...(startMethod && { startMethod }) }
        const { runId } = await client.call('runs.start', request)
        get().run?.session.dispose()
        const session = createRunSession(runId, useMachine.getState().samples)
        const { fileName, key: programKey } = program
        storeLabRun({ runId, fileName, programKey })
        set({ run: { session, fileName, programKey } })
        session.attach(client)
      } catch (error) {
        set({ startError: error as Error })
      } finally {
        set({ isStarting: false })
      }
    },
    stop: async (client) => {
      const { run } = get()
      if (run) await client.call('runs.stop', { runId: run.session.runId })
    },
    attach: (client) => get().run?.session.attach(client),
  }
})

/** A program of the catalogue runs from its file, unless it was changed. */
function sourceOf(program: LabProgram): RunRequest['source'] {
  const id = catalogueId(program.key)
  if (id !== null && !isDirty(program)) return { kind: 'catalogue', id }
  return { kind: 'source', source: program.text, fileName: program.fileName }
}

/** Whether it is neither what came with Forkscope nor the user's edit of that. */
export function isFromElsewhere(program: LabProgram): boolean {
  const isShipped = catalogueId(program.key) !== null || program.original === newProgramText
  return !isShipped || !isEditOf(program.original, program.text)
}

function restoredRun(onGone: () => void): LabRun | null {
  const stored = storedLabRun()
  if (!stored) return null
  const { runId, fileName, programKey } = stored
  return { session: createRunSession(runId, [], onGone), fileName, programKey }
}
