import type { ReactNode } from 'react'
import { SegmentedControl } from '../../components/SegmentedControl.tsx'
import { useLabPlace } from './labPlace.ts'

const segments = [
  { id: 'exercises', label: 'Exercises' },
  { id: 'programs', label: 'Programs' },
] as const

/** Between the exercises and programs: those that come with Forkscope, and the user's own. */
export function LabModeSwitch(): ReactNode {
  const mode = useLabPlace((state) => state.mode)
  const setMode = useLabPlace((state) => state.setMode)
  return <SegmentedControl label="What the Lab shows" segments={segments} value={mode} onChange={setMode} />
}
