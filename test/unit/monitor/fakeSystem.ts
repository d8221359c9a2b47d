import type { SystemInformation, SystemProcess } from '../../../src/monitor/system/systemInformation.ts'

export interface FakeSystem extends SystemInformation {
  /** What `processes()` answers from now on. */
  list: SystemProcess[]
  calls: Record<'cpu' | 'currentLoad' | 'mem' | 'processes', number>
}

/** Stands in for the package on systems that this machine is not. */
export function fakeSystem({
  list = [] as SystemProcess[],
  cpus = [{ load: 0 }],
  memory = { active: 1, total: 2 },
  physicalCores = 1,
} = {}): FakeSystem {
  const calls = { cpu: 0, currentLoad: 0, mem: 0, processes: 0 }
  const answer = <T>(name: keyof typeof calls, value: T): Promise<T> => {
    calls[name]++
    return Promise.resolve(value)
  }
  const system: FakeSystem = {
    list,
    calls,
    cpu: () => answer('cpu', { physicalCores }),
    currentLoad: () => answer('currentLoad', { cpus }),
    mem: () => answer('mem', memory),
    processes: () => answer('processes', { list: system.list }),
  }
  return system
}

/** A row as the package writes it on macOS. */
export function systemProcess(fields: Partial<SystemProcess> & { pid: number }): SystemProcess {
  return {
    parentPid: 1,
    name: 'node',
    cpu: 0,
    memRss: 1024,
    started: '2026-03-01 12:00:00',
    state: 'sleeping',
    user: 'learner',
    command: 'node',
    params: '',
    ...fields,
  }
}
