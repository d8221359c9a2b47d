import type { Command, Requester } from '../../../../src/engine/broker/machine.ts'

/** How a request was answered. */
export type Answer = { value: unknown } | { code: string }

export interface Answered extends Requester {
  answer: Answer
}

/**
 * The requests of all processes, for property tests: each is answered exactly once, none of a dead process, and
 * what is not answered is parked.
 */
export class Requests {
  readonly #open = new Map<string, Requester & { isParked: boolean }>()
  #nextId = 1

  /** A new request; its commands are to be given to `settle`. */
  make(client: number): Requester {
    const requester = { client, id: this.#nextId++ }
    this.#open.set(keyOf(requester), { ...requester, isParked: false })
    return requester
  }

  get parked(): Requester[] {
    return [...this.#open.values()]
  }

  forget(client: number): void {
    for (const requester of this.parked) if (requester.client === client) this.#open.delete(keyOf(requester))
  }

  /** @throws when a request is answered twice or after its process's death, or is neither answered nor parked. */
  settle(commands: readonly Command[]): Answered[] {
    const answered = commands.flatMap((command) => this.#settleOne(command))
    for (const { client, id, isParked } of this.#open.values())
      if (!isParked) throw new Error(`${client}:${id} is neither answered nor parked.`)
    return answered
  }

  #settleOne(command: Command): Answered[] {
    if (command.type === 'drop' || command.type === 'returned' || command.type === 'ask')
      throw new Error('Nothing here has items.')
    const request = this.#open.get(keyOf(command))
    if (!request) throw new Error(`${command.client}:${command.id} is not waited for: ${command.type}.`)
    if (command.type === 'park') {
      request.isParked = true
      return []
    }
    this.#open.delete(keyOf(command))
    const { client, id } = command
    return [{ client, id, answer: answerOf(command) }]
  }
}

function answerOf(command: Command): Answer {
  if (command.type === 'fail') return { code: command.code }
  return { value: command.type === 'value' ? command.value : undefined }
}

function keyOf({ client, id }: Requester): string {
  return `${client}:${id}`
}
