import { fileURLToPath } from 'node:url'
import type { Contender, ContenderKind } from '../contract.ts'

/** Contenders that run on plain Node: the libraries, and what Node offers by itself. */

const mainFile = fileURLToPath(new URL('../adapters/main.ts', import.meta.url))

function nodeContender(id: string, label: string, kind: ContenderKind): Contender {
  return {
    id,
    label,
    kind,
    command: (spec) => ({ file: process.execPath, args: [mainFile, id, JSON.stringify(spec)] }),
  }
}

export const processPools = [
  nodeContender('poolifier-cluster', 'poolifier, cluster', 'node processes'),
  nodeContender('jest-worker-processes', 'jest-worker', 'node processes'),
  nodeContender('tinypool-processes', 'tinypool, child_process', 'node processes'),
  nodeContender('workerpool-processes', 'workerpool, process', 'node processes'),
]

export const threadPools = [
  nodeContender('poolifier-threads', 'poolifier, thread', 'node threads'),
  nodeContender('piscina-threads', 'piscina', 'node threads'),
  nodeContender('tinypool-threads', 'tinypool, worker_threads', 'node threads'),
  nodeContender('workerpool-threads', 'workerpool, thread', 'node threads'),
]

export const sendJson = nodeContender('node-send-json', 'process.send, json', 'node')
export const sendAdvanced = nodeContender('node-send-advanced', 'process.send, advanced', 'node')
export const fork = nodeContender('node-fork', 'child_process.fork', 'node')

/** Forkscope's own host around a run of bench/programs/poolMap.ts, with or without eyes on it. */
export const observedRun = nodeContender('forkscope-observed', 'Forkscope, observed', 'forkscope')
export const unobservedRun = nodeContender('forkscope-unobserved', 'Forkscope, nobody looks', 'forkscope')

export const watcher = nodeContender('forkscope-watcher', 'Forkscope, process samples', 'forkscope')

/** Independent processes side by side; the number of them is the spec's `workers`. */
export const serial = (id: string, label: string): Contender => ({
  ...nodeContender(id, label, 'node'),
  command: (spec) => ({ file: process.execPath, args: [mainFile, 'node-serial', JSON.stringify(spec)] }),
})
