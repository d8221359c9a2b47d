import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import type { Contender } from '../contract.ts'

/** CPython's own multiprocessing, where there is a python3. */

const interpreterSchema = z.object({ file: z.string(), version: z.string() })
type Interpreter = z.infer<typeof interpreterSchema>

/** Asked once: what `python3` is may be a launcher script, whose own time must not be measured. */
export const interpreter: Interpreter | undefined = findInterpreter()

function findInterpreter(): Interpreter | undefined {
  const question =
    'import json, platform, sys; print(json.dumps({"file": sys.executable, "version": platform.python_version()}))'
  const { status, stdout } = spawnSync('python3', ['-c', question], { encoding: 'utf8' })
  return status === 0 ? interpreterSchema.parse(JSON.parse(stdout)) : undefined
}

function pythonContender(id: string, label: string, script: string, ...args: string[]): Contender {
  const path = fileURLToPath(new URL(`../python/${script}`, import.meta.url))
  return {
    id,
    label,
    kind: 'cpython',
    command: (spec) => ({
      file: interpreter?.file ?? 'python3',
      args: [path, JSON.stringify(spec), ...args],
      // Its three small modules are compiled anew rather than leaving files in the clone.
      env: { PYTHONDONTWRITEBYTECODE: '1' },
    }),
    unavailable: interpreter ? undefined : 'there is no python3 here',
  }
}

export const pool = pythonContender('cpython-pool', 'CPython Pool', 'pool_map.py', 'pool')
export const executor = pythonContender(
  'cpython-executor',
  'CPython ProcessPoolExecutor',
  'pool_map.py',
  'executor',
)
export const serialPair = pythonContender('cpython-serial', 'two CPython processes, no messages', 'serial.py')

export const queue = pythonContender('cpython-queue', 'CPython Queue', 'channels.py', 'queue')
export const simpleQueue = pythonContender(
  'cpython-simple-queue',
  'CPython SimpleQueue',
  'channels.py',
  'simple-queue',
)
export const pipe = pythonContender('cpython-pipe', 'CPython Pipe', 'channels.py', 'pipe')

export const queueRoundTrip = pythonContender('cpython-queue', 'CPython Queue', 'round_trip.py', 'queue')
export const simpleQueueRoundTrip = pythonContender(
  'cpython-simple-queue',
  'CPython SimpleQueue',
  'round_trip.py',
  'simple-queue',
)
export const pipeRoundTrip = pythonContender('cpython-pipe', 'CPython Pipe', 'round_trip.py', 'pipe')

export const sharedArray = pythonContender('cpython-array', 'CPython Array', 'shared_memory.py', 'array')
export const rawArray = pythonContender(
  'cpython-raw-array',
  'CPython RawArray',
  'shared_memory.py',
  'raw-array',
)
export const rawArrayBytes = pythonContender(
  'cpython-raw-bytes',
  'CPython RawArray, memmove',
  'shared_memory.py',
  'raw-bytes',
)
export const manager = pythonContender('cpython-manager', 'CPython Manager', 'managers.py')
export const lock = pythonContender('cpython-lock', 'CPython Lock', 'locks.py')

export const startUps = ['fork', 'forkserver', 'spawn'].map((method) =>
  pythonContender(`cpython-${method}`, `CPython Process, ${method}`, 'start_up.py', method),
)
