import { createInterface } from 'node:readline'
import { sweepRun } from '../processes/markerSweep.ts'
import { markerName } from '../processes/runMarker.ts'

/**
 * The guardian: one process beside each run, that outlives the host for a moment. The session holds the other
 * end of its standard input and writes which processes live; when that end closes without a farewell, the
 * session or its host is gone, however it ended, and everything of the run is killed: blocked loops, processes
 * that the program started itself, those that left their group.
 *
 *   session ── "marker <value>", "+<pid>", "-<pid>", "farewell" ──▶ guardian
 */

const alive = new Set<number>()
let marker = ''

createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line === 'farewell') process.exit(0)
    if (line.startsWith('marker ')) marker = line.slice('marker '.length)
    else if (line.startsWith('+')) alive.add(Number(line.slice(1)))
    else if (line.startsWith('-')) alive.delete(Number(line.slice(1)))
  })
  .on('close', () => {
    // By the marker where there is /proc: a pid alone might belong to somebody else by now.
    if (marker !== '' && process.platform === 'linux') sweepRun({ name: markerName, value: marker })
    else for (const pid of alive) kill(pid)
    process.exit(0)
  })

function kill(pid: number): void {
  for (const target of process.platform === 'win32' ? [pid] : [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // Gone already.
    }
  }
}
