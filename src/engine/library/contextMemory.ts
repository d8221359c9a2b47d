import type { StartMethod } from '../../shared/units.ts'
import type { MemoryOptions } from './memory.ts'
import { RawArray } from './rawArray.ts'
import { RawValue } from './rawValue.ts'
import { SharedArray } from './sharedArray.ts'
import { SharedValue } from './sharedValue.ts'

type MemoryClass = new (type: never, content: never, options?: MemoryOptions) => object

/** The classes of shared memory, as the processes of one start method use it best. */
export function memoryOf(startMethod: StartMethod): {
  RawArray: typeof RawArray
  RawValue: typeof RawValue
  SharedArray: typeof SharedArray
  SharedValue: typeof SharedValue
} {
  // Not subclasses: what a process is sent must be an instance of every context's class.
  const inContext = <C extends MemoryClass>(Class: C): C =>
    new Proxy(Class, {
      construct: (target, [type, content, options], newTarget) =>
        Reflect.construct(
          target,
          [type, content, { startMethod, ...(options as object) }],
          newTarget,
        ) as object,
    })
  return {
    RawArray: inContext(RawArray),
    RawValue: inContext(RawValue),
    SharedArray: inContext(SharedArray),
    SharedValue: inContext(SharedValue),
  }
}
