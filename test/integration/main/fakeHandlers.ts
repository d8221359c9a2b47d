import type { CallHandlers, StreamHandlers } from '../../../src/shared/rpc/contract.ts'

const notUsed = (): never => {
  throw new Error('not used by this test')
}

export const testMachine = {
  logicalCores: 2,
  physicalCores: 2,
  memoryBytes: 1024,
  platform: 'test',
  runtimeVersion: 'node 24',
}

/** Handlers for tests of transports: only what a test names does something. */
export function fakeHandlers(calls: Partial<CallHandlers> = {}, streams: Partial<StreamHandlers> = {}) {
  const baseCalls: CallHandlers = {
    'host.info': () => ({
      version: '0.0.0',
      host: 'web',
      machine: testMachine,
      startMethods: ['spawn'],
      homeDirectory: '/',
    }),
    'settings.read': notUsed,
    'settings.change': notUsed,
    'workloads.list': notUsed,
    'programs.list': notUsed,
    'programs.read': notUsed,
    'programs.check': notUsed,
    'runs.start': notUsed,
    'experiments.start': notUsed,
    'experiments.report': notUsed,
    'runs.stop': notUsed,
    'runs.report': notUsed,
    'runs.endProcess': notUsed,
    'exercises.list': notUsed,
    'exercises.read': notUsed,
    'exercises.hint': notUsed,
    'exercises.solution': notUsed,
    'exercises.check': notUsed,
    'exercises.result': notUsed,
    'exercises.measure': notUsed,
    'exercises.progress': notUsed,
    'exercises.saveProgress': notUsed,
    'folders.list': notUsed,
    'processes.end': notUsed,
  }
  const baseStreams: StreamHandlers = {
    run: notUsed,
    machine: notUsed,
    processes: notUsed,
    'runFiles.opened': notUsed,
  }
  return { calls: { ...baseCalls, ...calls }, streams: { ...baseStreams, ...streams } }
}
