import { beforeEach, describe, expect, it } from 'vitest'
import { useProcesses } from '../../../src/renderer/model/processes.ts'
import { processRow, processTable } from './processFixtures.ts'

const store = useProcesses
const statuses = (): string[] => [...store.getState().live.byHandle.values()].map(({ status }) => status)

describe('the process store', () => {
  beforeEach(() => store.setState(store.getInitialState()))

  it('keeps the last table over a gap, and marks nothing of the first table after it', () => {
    const { receive, markGap } = store.getState()
    receive(processTable(1000, processRow(1), processRow(2)))
    markGap()
    expect(store.getState().live.byHandle.size).toBe(2)
    receive(processTable(9000, processRow(1), processRow(3)))
    expect(statuses()).toEqual(['running', 'running'])
    receive(processTable(10_000, processRow(1), processRow(4)))
    expect(statuses().sort()).toEqual(['exited', 'new', 'running'])
  })

  it('pausing freezes what is shown and loses nothing of what goes on', () => {
    const { receive, setPaused } = store.getState()
    receive(processTable(1000, processRow(1)))
    setPaused(true)
    receive(processTable(2000, processRow(1), processRow(2)))
    expect(store.getState().paused?.byHandle.size).toBe(1)
    expect(store.getState().live.byHandle.size).toBe(2)
    setPaused(false)
    expect(store.getState().paused).toBeNull()
    expect(statuses()).toEqual(['running', 'new'])
  })
})
