import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'
import { AuthenticationError, EOFError, MisuseError, TimeoutError } from '../errors.ts'

/**
 * How the two sides of a direct connection come to trust each other, before either reads a message:
 *
 *   both      'FSC1', whether there is a key (1 byte), nonce (32 bytes)
 *   client    HMAC-SHA-256 (key, 'client', listener's nonce, client's nonce)    when there is a key
 *   listener  verdict (1 byte), and its own HMAC with 'listener'
 *   client    verdict
 *
 * Every part has its fixed size, so a stranger can neither make us read much nor wait long. The nonces are new each
 * time and the roles are part of what is proved: an answer cannot be used again, or thrown back. The listener, whom
 * anybody can reach, proves nothing to who has not proved first.
 */

export type Role = 'listener' | 'client'

const magic = Buffer.from('FSC1', 'latin1')
const nonceBytes = 32
const proofBytes = 32
const accepted = Buffer.from([1])
const refused = Buffer.from([0])

/** @throws MisuseError */
export function checkKey(authkey: string | Uint8Array | undefined): Buffer | undefined {
  if (authkey === undefined) return undefined
  const isKey = typeof authkey === 'string' || authkey instanceof Uint8Array
  if (!isKey || authkey.length === 0)
    throw new MisuseError('An authkey is a text or bytes, at least one of them.')
  return Buffer.from(authkey as Uint8Array)
}

/**
 * Resolves when each side has proved that it knows the key. The socket must not be flowing.
 * @throws AuthenticationError, EOFError, TimeoutError; the socket is destroyed then.
 */
export async function shakeHands(
  socket: Socket,
  role: Role,
  key: Buffer | undefined,
  timeoutMs: number | undefined,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let isLate = false
  const end = (): void => {
    isLate = true
    socket.destroy()
  }
  if (timeoutMs !== undefined) timer = setTimeout(end, timeoutMs)
  const handshake = new Handshake(socket, role)
  try {
    await handshake.run(key)
  } catch (error) {
    // What was written, such as a verdict, is still to arrive.
    if (error instanceof AuthenticationError) socket.destroySoon()
    else socket.destroy()
    throw isLate
      ? new TimeoutError(`The other side did not finish its hand-shake within ${timeoutMs} ms.`, {
          timeoutMs,
        })
      : error
  } finally {
    handshake.release()
    clearTimeout(timer)
  }
}

class Handshake {
  readonly #socket: Socket
  readonly #role: Role
  readonly #reader: ExactReader

  constructor(socket: Socket, role: Role) {
    this.#socket = socket
    this.#role = role
    this.#reader = new ExactReader(socket)
  }

  release(): void {
    this.#reader.release()
  }

  async run(key: Buffer | undefined): Promise<void> {
    const nonce = randomBytes(nonceBytes)
    this.#socket.write(Buffer.concat([magic, Buffer.from([key ? 1 : 0]), nonce]))
    // A stranger is known by its first bytes.
    if (!(await this.#reader.read(magic.length)).equals(magic)) throw stranger()
    const [theyHaveKey] = await this.#reader.read(1)
    const theirs = await this.#reader.read(nonceBytes)
    this.#checkSameNeed(key, theyHaveKey === 1)
    if (!key) return
    const [listener, client] = this.#role === 'listener' ? [nonce, theirs] : [theirs, nonce]
    const proofOf = (role: Role): Buffer => proof(key, role, listener, client)
    if (this.#role === 'client') await this.#proveFirst(proofOf)
    else await this.#proveSecond(proofOf)
  }

  #checkSameNeed(key: Buffer | undefined, theyHaveKey: boolean): void {
    if ((key !== undefined) === theyHaveKey) return
    const who = key
      ? 'The other side has no authkey and this side has one'
      : 'The other side has an authkey and this side has none'
    throw new AuthenticationError(`${who}: give both the same.`)
  }

  async #proveFirst(proofOf: (role: Role) => Buffer): Promise<void> {
    this.#socket.write(proofOf('client'))
    const verdict = await this.#reader.read(1)
    if (!verdict.equals(accepted))
      throw new AuthenticationError('The Listener refused the authkey: it is not the same on both sides.')
    await this.#checkProof(proofOf('listener'))
    this.#socket.write(accepted)
  }

  async #proveSecond(proofOf: (role: Role) => Buffer): Promise<void> {
    await this.#checkProof(proofOf('client'))
    this.#socket.write(Buffer.concat([accepted, proofOf('listener')]))
    const verdict = await this.#reader.read(1)
    if (!verdict.equals(accepted))
      throw new AuthenticationError('The client refused the authkey: it is not the same on both sides.')
  }

  async #checkProof(expected: Buffer): Promise<void> {
    const shown = await this.#reader.read(proofBytes)
    if (timingSafeEqual(shown, expected)) return
    this.#socket.write(refused)
    throw new AuthenticationError('The other side has another authkey: it must be the same on both sides.')
  }
}

function stranger(): AuthenticationError {
  const message = 'The other side does not speak as a Listener or Client of multiprocessing does.'
  return new AuthenticationError(message, { isStranger: true })
}

function proof(key: Buffer, role: Role, listener: Buffer, client: Buffer): Buffer {
  return createHmac('sha256', key).update(`forkscope ${role}\0`).update(listener).update(client).digest()
}

/**
 * Reads in paused mode: what comes beyond stays in the socket, which takes in no more than its own small buffer.
 * It listens all the while: a listener for `readable` that is added while some bytes wait is called at once, so one
 * that comes and goes would turn without end when somebody sends half of what is expected.
 */
class ExactReader {
  readonly #socket: Socket
  #wake: (() => void) | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    for (const name of ['readable', 'end', 'close', 'error']) socket.on(name, this.#changed)
  }

  /** @throws EOFError */
  async read(bytes: number): Promise<Buffer> {
    const socket = this.#socket
    for (;;) {
      const chunk = socket.read(bytes) as Buffer | null
      if (chunk?.byteLength === bytes) return chunk
      if (chunk !== null || socket.readableEnded || socket.destroyed)
        throw new EOFError('The other side closed the connection during the hand-shake.')
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** What comes from now on is read by others. */
  release(): void {
    for (const name of ['readable', 'end', 'close', 'error']) this.#socket.off(name, this.#changed)
  }

  readonly #changed = (): void => {
    this.#wake?.()
    this.#wake = undefined
  }
}
