import type { WireError } from '../../shared/errors.ts'
import { fromWireError } from '../errors.ts'
import { exportedClass } from './program.ts'

/**
 * Rebuilds what a task threw: own name, message and data; of the program's own class, where it exports one of
 * that name; the remote stack in the cause.
 */
export function rebuildThrown(wire: WireError): Error {
  const error = fromWireError(wire)
  const Class = wire.className === undefined ? undefined : exportedClass(wire.className)
  // A constructor may want arguments that nobody knows any more, so it is not called.
  if (Class && Class.prototype instanceof error.constructor) Object.setPrototypeOf(error, Class.prototype)
  for (const [name, value] of Object.entries(wire.properties ?? {})) {
    Object.defineProperty(error, name, { value, configurable: true, enumerable: true, writable: true })
  }
  return error
}
