import type { WorkSpec } from '../contract.ts'
import { perSecond, type Sample } from '../measure.ts'
import { smallMessage, type SmallMessage } from '../workloads.ts'

export type BurstMessage = SmallMessage | Uint8Array

/** What a producer leaves unanswered before it waits: enough to fill batches, little enough to stay bounded. */
const waveMessages = 1000
const waveBytes = 16 << 20

/** Sends what the spec asks for, in waves. */
export async function burst(
  { count, messageBytes }: WorkSpec,
  send: (message: BurstMessage) => Promise<unknown>,
): Promise<void> {
  const wave = messageBytes > 0 ? Math.ceil(waveBytes / messageBytes) : waveMessages
  const bytes = new Uint8Array(messageBytes).fill(7)
  let before: Promise<unknown> = Promise.resolve()
  for (let sent = 0; sent < count;) {
    const end = Math.min(count, sent + wave)
    const sends: Promise<unknown>[] = []
    for (; sent < end; sent++) sends.push(send(messageBytes > 0 ? bytes : smallMessage(sent)))
    // One wave is on its way while the next is made: bounded, without a pause between them.
    await before
    before = Promise.all(sends)
  }
  await before
}

/** Counts a burst at its receiver: the time runs from the first message to the last. */
export class BurstMeter {
  readonly #spec: WorkSpec
  #received = 0
  #checksum = 0
  #startedAt = 0

  constructor(spec: WorkSpec) {
    this.#spec = spec
  }

  get isComplete(): boolean {
    return this.#received === this.#spec.count
  }

  add(message: BurstMessage): void {
    if (this.#received++ === 0) this.#startedAt = performance.now()
    this.#checksum += this.#spec.messageBytes > 0 ? byteLength(message) : (message as SmallMessage).id
  }

  /** Messages per second, or MB/s. */
  sample(): Sample {
    const rate = perSecond(this.#spec.count - 1, performance.now() - this.#startedAt)
    const { messageBytes } = this.#spec
    return { value: messageBytes > 0 ? (rate * messageBytes) / 1e6 : rate, checksum: this.#checksum }
  }
}

function byteLength(message: BurstMessage): number {
  if (!(message instanceof Uint8Array)) throw new Error('bytes arrived as something else')
  return message.byteLength
}
