import { create } from 'zustand'
import { useNavigation } from '../../model/navigation.ts'
import { useOpenedRuns } from '../../model/openedRuns.ts'
import { storedPlace, storePlace, type LabPlace } from './exercise/exerciseStorage.ts'

interface LabPlaceState extends LabPlace {
  /** What was open last, to go on at its place in the list. */
  cameFrom: string | null
  /** Forkscope was never started before: the first exercise opens by itself, and runs by one key. */
  isFirstStart: boolean
  beginFirstStart(): void
  setMode(mode: LabPlace['mode']): void
  openExercise(id: string): void
  openList(): void
}

/** What the Lab shows: the list of exercises, one of them, or programs. Kept over a reload. */
export const useLabPlace = create<LabPlaceState>()((set, get) => {
  const change = (place: Partial<LabPlaceState>): void => {
    set(place)
    const { mode, exerciseId } = get()
    storePlace({ mode, exerciseId })
  }
  return {
    ...storedPlace(),
    cameFrom: null,
    isFirstStart: false,
    beginFirstStart: () => set({ isFirstStart: true }),
    setMode: (mode) => change({ mode, isFirstStart: false }),
    openExercise: (exerciseId) =>
      change({
        mode: 'exercises',
        exerciseId,
        isFirstStart: get().isFirstStart && get().exerciseId === null,
      }),
    openList: () =>
      change({ mode: 'exercises', exerciseId: null, cameFrom: get().exerciseId, isFirstStart: false }),
  }
})

/** From anywhere in the interface: opens the Lab at an exercise. */
export function showExercise(id: string): void {
  useLabPlace.getState().openExercise(id)
  // A run from a file would hide it.
  useOpenedRuns.getState().close('lab')
  useNavigation.getState().open('lab')
}
