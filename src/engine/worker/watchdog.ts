import { connect } from 'node:net'
import { workerData } from 'node:worker_threads'
import { sweepRun } from '../processes/markerSweep.ts'

/**
 * Runs in a thread of every process of a run, with a connection of its own to the broker. The connection
 * closes when the session or its host is gone, however it ended; then this process ends, even when its main
 * thread is blocked, and with it everything that it has started itself.
 */

interface WatchdogData {
  address: string
  key: string
  marker: string
}

const { address, key, marker } = workerData as WatchdogData

/** A frame by hand: the thread must start fast and needs nothing else of the wire. */
function watchFrame(): Buffer {
  const text = Buffer.from(JSON.stringify([{ op: 'watch', key }]))
  const headerBytes = (text.length + 3) & ~3
  const frame = Buffer.alloc(12 + headerBytes, 0x20)
  frame.writeUInt32LE(frame.length, 0)
  frame.writeUInt32LE(headerBytes, 4)
  frame.writeUInt32LE(0, 8)
  text.copy(frame, 12)
  return frame
}

function end(): void {
  if (marker) sweepRun({ name: 'FORKSCOPE_RUN', value: marker })
  process.kill(process.pid, 'SIGKILL')
}

const socket = connect(address)
socket.write(watchFrame())
socket.on('error', () => {})
socket.on('close', end)
// Nothing is ever sent to a watchdog; reading is what makes the end visible.
socket.resume()
