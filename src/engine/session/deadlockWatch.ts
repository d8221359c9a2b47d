import type { Finding } from '../../shared/runReport.ts'
import { stuckProcesses, type GraphNode } from '../broker/deadlock.ts'
import { deadlockFindings } from '../broker/deadlockMistakes.ts'
import type { WatchedNode } from '../broker/waitGraph.ts'

interface Answer {
  heard: number
  isIdle: boolean
  atMs: number
}

/** A process that was busy may have become idle without a word: it is asked again after this. */
const askAgainMs = 300

/**
 * Finds deadlocks while a run goes on. The waits alone do not prove one, because a process may still have a timer
 * or a file open that ends them; so each suspect is asked whether it has anything left to do, and only what says
 * no, and has said nothing else since, counts as stuck. A process that computes does not answer.
 *
 * Pure but for `ask`: the clock is given.
 */
export class DeadlockWatch {
  readonly #ask: (processId: number) => void
  readonly #answers = new Map<number, Answer>()
  /** What each had sent when it was asked last. */
  readonly #asked = new Map<number, number>()
  #standing: readonly GraphNode[] = []
  /** Since when each has been stuck. */
  #since = new Map<number, number>()

  /** @param ask - the process answers by {@link answered}, if it can. */
  constructor(ask: (processId: number) => void) {
    this.#ask = ask
  }

  /** Whether this process is stuck now, as far as is known. */
  holds(processId: number): boolean {
    return this.#standing.some((node) => node.processId === processId)
  }

  /** How long this process has been stuck now, in ms; 0 when it is not. */
  heldMs(processId: number, nowMs: number): number {
    return nowMs - (this.#since.get(processId) ?? nowMs)
  }

  answered(processId: number, isIdle: boolean, atMs: number): void {
    const asked = this.#asked.get(processId)
    if (asked !== undefined) this.#answers.set(processId, { heard: asked, isIdle, atMs })
  }

  /** To be called several times a second; returns what is to be said of a deadlock that was not known yet. */
  check(nodes: readonly WatchedNode[], nowMs: number): Finding[] {
    const suspects = new Set(stuckProcesses(nodes).map(({ processId }) => processId))
    for (const node of nodes) if (suspects.has(node.processId)) this.#inquire(node, nowMs)
    const stuck = stuckProcesses(
      nodes.map((node) => ({ ...node, isCandidate: suspects.has(node.processId) && this.#isIdle(node) })),
    )
    const isKnown = stuck.some(({ processId }) => this.holds(processId))
    this.#standing = stuck
    this.#since = new Map(stuck.map(({ processId }) => [processId, this.#since.get(processId) ?? nowMs]))
    return stuck.length > 0 && !isKnown ? deadlockFindings(stuck) : []
  }

  #isIdle({ processId, heard }: WatchedNode): boolean {
    const answer = this.#answers.get(processId)
    return answer !== undefined && answer.isIdle && answer.heard === heard
  }

  #inquire({ processId, heard }: WatchedNode, nowMs: number): void {
    const asked = this.#asked.get(processId)
    const answer = this.#answers.get(processId)
    const isCurrent = asked === heard
    // One that does not answer is computing, and is not asked twice for the same.
    if (isCurrent && (!answer || answer.heard !== heard || answer.isIdle)) return
    if (isCurrent && answer && nowMs - answer.atMs < askAgainMs) return
    this.#asked.set(processId, heard)
    this.#ask(processId)
  }
}
