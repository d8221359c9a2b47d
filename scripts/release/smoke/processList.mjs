import { setTimeout as delay } from 'node:timers/promises'
import si from 'systeminformation'
import { ReleaseError } from '../step.mjs'

/**
 * The processes that the app has started, and whether they are gone when it is: from the system's own list.
 *
 * @typedef {{ pid: number, parentPid: number, started: string, command: string }} SystemProcess
 */

const endTimeoutMs = 15_000
const pollMs = 250

export class ProcessFamily {
  /** @type {Map<string, SystemProcess>} */
  #seen = new Map()
  #rootPid
  #mark

  /**
   * @param {number} rootPid the app
   * @param {string} mark what also makes a process the app's when it stands in its command line
   */
  constructor(rootPid, mark) {
    this.#rootPid = rootPid
    this.#mark = mark
  }

  /** Looks who is there now. @returns {Promise<number>} how many it has seen so far */
  async look() {
    for (const entry of this.#members(await list())) this.#seen.set(key(entry), entry)
    return this.#seen.size
  }

  /** @throws ReleaseError that names the processes that are still there after a while */
  async expectGone() {
    const deadline = performance.now() + endTimeoutMs
    for (;;) {
      const now = await list()
      const left = now.filter((entry) => this.#seen.has(key(entry)) || entry.command.includes(this.#mark))
      if (left.length === 0) return
      if (performance.now() > deadline)
        throw new ReleaseError(
          `The app has ended and left ${left.length} processes behind:\n` +
            left.map(({ pid, command }) => `  ${pid} ${command.slice(0, 200)}`).join('\n'),
        )
      await delay(pollMs)
    }
  }

  /** @param {SystemProcess[]} entries */
  #members(entries) {
    const parents = new Map(entries.map(({ pid, parentPid }) => [pid, parentPid]))
    return entries.filter(({ pid, command }) => command.includes(this.#mark) || this.#descends(pid, parents))
  }

  /**
   * @param {number} pid
   * @param {Map<number, number>} parents
   */
  #descends(pid, parents) {
    // Windows keeps the number of a parent that is gone, which another process may have got: no endless circle.
    const passed = new Set()
    for (
      let at = /** @type {number | undefined} */ (pid);
      at !== undefined && !passed.has(at);
      at = parents.get(at)
    ) {
      if (at === this.#rootPid) return true
      passed.add(at)
    }
    return false
  }
}

/** @returns {Promise<SystemProcess[]>} without zombies, and without this process */
async function list() {
  const { list: entries } = await si.processes()
  return entries
    .filter(({ pid, state }) => pid !== process.pid && state !== 'zombie')
    .map(({ pid, parentPid, started, path, command, params }) => ({
      pid,
      parentPid,
      started,
      command: `${path} ${command} ${params}`,
    }))
}

/** A number is given to the next process; with its time of start it is one process. @param {SystemProcess} entry */
function key({ pid, started }) {
  return `${pid} ${started}`
}
