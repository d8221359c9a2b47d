import type { Figures, WorkSpec } from '../contract.ts'
import { measurePool, type StartPool } from './pool.ts'

/**
 * The process of a contender that runs on plain Node: `node main.ts <adapter> <spec as JSON>`, figures as JSON
 * on stdout. Only the adapter that is asked for is loaded.
 */

type Measure = (spec: WorkSpec) => Promise<Figures>

const pooled = (startPool: StartPool): Measure => {
  return (spec) => measurePool(startPool, spec)
}

const adapters: Record<string, () => Promise<Measure>> = {
  'tinypool-threads': async () => pooled((await import('./tinypool.ts')).startThreads),
  'tinypool-processes': async () => pooled((await import('./tinypool.ts')).startProcesses),
  'piscina-threads': async () => pooled((await import('./piscina.ts')).startThreads),
  'workerpool-threads': async () => pooled((await import('./workerpool.ts')).startThreads),
  'workerpool-processes': async () => pooled((await import('./workerpool.ts')).startProcesses),
  'poolifier-threads': async () => pooled((await import('./poolifier.ts')).startThreads),
  'poolifier-cluster': async () => pooled((await import('./poolifier.ts')).startProcesses),
  'jest-worker-processes': async () => pooled((await import('./jestWorker.ts')).startProcesses),
  'node-serial': async () => (await import('./baseline/serial.ts')).measureSerial,
  'node-send-json': async () => (await import('./baseline/send.ts')).measureSendJson,
  'node-send-advanced': async () => (await import('./baseline/send.ts')).measureSendAdvanced,
  'forkscope-observed': async () => (await import('./observation.ts')).measureObserved,
  'forkscope-unobserved': async () => (await import('./observation.ts')).measureUnobserved,
  'forkscope-watcher': async () => (await import('./watching.ts')).measureWatching,
  'node-fork': async () => (await import('./baseline/fork.ts')).measureFork,
}

const [name = '', specText = ''] = process.argv.slice(2)
const load = adapters[name]
if (!load) throw new Error(`no adapter ${name}; there are ${Object.keys(adapters).join(', ')}`)
const measure = await load()
const figures = await measure(JSON.parse(specText) as WorkSpec)
process.stdout.write(`${JSON.stringify(figures)}\n`)
