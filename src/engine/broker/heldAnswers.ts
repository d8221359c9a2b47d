import type { ItemRun } from '../values/itemRun.ts'
import type { PoolCommand } from './poolTypes.ts'

/** What tells a job's caller about tasks of it. */
export type Answer = Extract<PoolCommand, { type: 'job-results' | 'job-failed' }>

/** No more than these are kept: the caller's memory and its last step grow with them. */
const heldLimit = 64
const heldBytesLimit = 16 * 1024

/**
 * Answers to a job whose caller can use them only together, as that of `map`. Told one by one each would wake
 * the caller, which takes a core away from a worker: with tasks of a few milliseconds on as many workers as
 * cores that is several per cent of the work. Order is kept.
 */
export class HeldAnswers {
  #answers: Answer[] = []
  #bytes = 0

  add(answer: Answer): void {
    this.#answers.push(answer)
    if (answer.type === 'job-results') this.#bytes += answer.items.byteLength
  }

  get isFull(): boolean {
    return this.#answers.length >= heldLimit || this.#bytes >= heldBytesLimit
  }

  /** All of them, oldest first; none is held any more. */
  take(): Answer[] {
    const answers = this.#answers
    this.#answers = []
    this.#bytes = 0
    return answers
  }

  /** Nobody wants them: returns the results, whose references are to be given back. */
  giveUp(): ItemRun[] {
    return this.take().flatMap((answer) => (answer.type === 'job-results' ? answer.items : []))
  }
}
