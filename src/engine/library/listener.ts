import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import {
  AuthenticationError,
  ClosedError,
  ConnectionFailedError,
  MisuseError,
  TimeoutError,
} from '../errors.ts'
import {
  addressText,
  checkFamily,
  chooseAddress,
  knownAddress,
  removePath,
  resolveAddress,
  type AddressFamily,
  type ConnectionAddress,
  type KnownAddress,
  type ResolvedAddress,
} from './connectionAddress.ts'
import { checkKey, shakeHands } from './handshake.ts'
import type { WaitOptions } from './queue.ts'
import { connectionOver, type SocketConnection } from './socketConnection.ts'
import { wireTimeout } from './timeouts.ts'

export interface ListenerOptions {
  /** For an address that is to be chosen. Default: `'AF_INET'`. */
  family?: AddressFamily
  /** How many connections may wait for `accept`. Default 128: those beyond are turned away. */
  backlog?: number
  /** What both sides must know. Default: anybody who can reach the address may connect. */
  authkey?: string | Uint8Array
}

/** How long a connection may take to say who it is. */
const handshakeLimitMs = 10_000
/** Beyond this the oldest that has not said who it is gives way to the newest. */
const mostHandshakes = 64
const mostFailures = 16
const defaultBacklog = 128

type Arrival = { socket: Socket } | { error: AuthenticationError }

interface Acceptor {
  resolve(socket: Socket): void
  reject(error: Error): void
  timer: NodeJS.Timeout | undefined
}

/** Sockets' paths: a process that ends without `close()` leaves nothing behind. */
const leftovers = new Set<string>()
let isSweepPlanned = false

/**
 * Listens for connections of other processes, also of other runs and programs: the counterpart of {@link Client}.
 * Hand-shakes go on beside each other, so that one who stalls keeps nobody waiting.
 *
 * Dispose of it: `await using listener = new Listener()`, or `close()`.
 */
export class Listener<In = unknown, Out = In> {
  readonly #server: Server
  readonly #key: Buffer | undefined
  readonly #backlog: number
  readonly #folder: string | undefined
  readonly #listening: Promise<KnownAddress>
  #address: ResolvedAddress
  #isKnown = false
  /** In the order of their coming. */
  readonly #handshakes = new Set<Socket>()
  /** Done with their hand-shake, or refused. */
  #arrivals: Arrival[] = []
  #acceptors: Acceptor[] = []
  #lastAccepted: KnownAddress | null = null
  #isClosed = false
  #failure: Error | undefined

  /**
   * Begins to listen; `listening()` resolves when it does.
   * @param address - `['127.0.0.1', port]`, `{ host, port }` or the path of a Unix socket. Default, and `''`: one that is
   *   chosen, see `address`.
   * @throws MisuseError
   */
  constructor(
    address?: ConnectionAddress,
    { family, backlog = defaultBacklog, authkey }: ListenerOptions = {},
  ) {
    if (!Number.isSafeInteger(backlog) || backlog < 1)
      throw new MisuseError(`A backlog is an integer from 1 on, not ${String(backlog)}.`)
    this.#key = checkKey(authkey)
    this.#backlog = backlog
    const isChosen = address === undefined || address === ''
    if (!isChosen) checkFamily(address, family)
    const chosen = isChosen ? chooseAddress(family ?? (address === '' ? 'AF_UNIX' : 'AF_INET')) : undefined
    this.#address = chosen?.address ?? resolveAddress(address as ConnectionAddress)
    this.#folder = chosen?.folder
    if (this.#folder !== undefined) sweepAtExit(this.#folder)
    this.#server = createServer({ noDelay: true }, (socket) => void this.#admit(socket))
    this.#listening = this.#listen()
    this.#listening.catch(() => {})
  }

  /**
   * Resolves with the address when connections can come.
   * @throws ConnectionFailedError when it cannot listen there.
   */
  listening(): Promise<KnownAddress> {
    return this.#listening
  }

  /**
   * Where it listens: `[host, port]` or a path, for {@link Client}.
   * @throws MisuseError for a port that is not chosen yet: `await listener.listening()` first.
   */
  get address(): KnownAddress {
    if (!this.#isKnown && 'port' in this.#address && this.#address.port === 0)
      throw new MisuseError(
        'The address is not known yet: await listener.listening() first, which returns it.',
      )
    return knownAddress(this.#address)
  }

  /** Where the connection that was accepted last came from: `[host, port]`, '' for a Unix socket; null before. */
  get lastAccepted(): KnownAddress | null {
    return this.#lastAccepted
  }

  /**
   * The next connection whose hand-shake is done.
   * @throws AuthenticationError when somebody came with another authkey, or without: the next `accept` goes on;
   *   TimeoutError; ClosedError when the listener is closed, before or meanwhile; ConnectionFailedError.
   */
  async accept(options: WaitOptions = {}): Promise<SocketConnection<In, Out>> {
    const timeoutMs = wireTimeout(options.timeoutMs)
    if (this.#isClosed) throw closed()
    if (this.#failure) throw this.#failure
    const socket = await this.#next(timeoutMs)
    this.#lastAccepted = originOf(socket)
    return connectionOver<In, Out>(socket)
  }

  /** Listens no more: connections that were accepted stay, others are turned away. Safe to call twice. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const { reject, timer } of this.#acceptors.splice(0)) {
      clearTimeout(timer)
      reject(closed())
    }
    for (const socket of this.#handshakes) socket.destroy()
    for (const arrival of this.#arrivals.splice(0)) if ('socket' in arrival) arrival.socket.destroy()
    // It may still be about to listen.
    await this.#listening.catch(() => {})
    // Not awaited to the end: the server ends with its last connection, which may be in use for long.
    this.#server.close()
    // A path of the program's own is removed by the server, if it was ever there.
    if ('path' in this.#address) leftovers.delete(this.#address.path)
    if (this.#folder === undefined) return
    removePath(this.#folder)
    leftovers.delete(this.#folder)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #listen(): Promise<KnownAddress> {
    const server = this.#server
    return new Promise((resolve, reject) => {
      server.on('error', (error: NodeJS.ErrnoException) => {
        // One connection that could not be taken says nothing of the next.
        if (this.#isKnown) return
        const failure = cannotListen(this.#address, error)
        this.#fail(failure)
        reject(failure)
      })
      server.listen({ ...this.#address, backlog: this.#backlog }, () => {
        const bound = server.address() as AddressInfo | string
        if (typeof bound !== 'string' && 'host' in this.#address)
          this.#address = { host: this.#address.host, port: bound.port }
        else if (process.platform !== 'win32') sweepAtExit(bound as string)
        this.#isKnown = true
        resolve(knownAddress(this.#address))
      })
    })
  }

  #fail(error: Error): void {
    this.#failure = error
    for (const { reject, timer } of this.#acceptors.splice(0)) {
      clearTimeout(timer)
      reject(error)
    }
  }

  #next(timeoutMs: number | undefined): Promise<Socket> {
    const arrival = this.#arrivals.shift()
    if (arrival) return 'socket' in arrival ? Promise.resolve(arrival.socket) : Promise.reject(arrival.error)
    const late = (): TimeoutError => new TimeoutError('Nobody connected in time.', { timeoutMs })
    if (timeoutMs === 0) return Promise.reject(late())
    return new Promise((resolve, reject) => {
      const acceptor: Acceptor = { resolve, reject, timer: undefined }
      this.#acceptors.push(acceptor)
      if (timeoutMs === undefined) return
      acceptor.timer = setTimeout(() => {
        this.#acceptors = this.#acceptors.filter((each) => each !== acceptor)
        reject(late())
      }, timeoutMs)
    })
  }

  async #admit(socket: Socket): Promise<void> {
    // A connection that breaks now is nobody's business.
    socket.on('error', () => {})
    if (this.#isClosed || this.#isFull) {
      socket.destroy()
      return
    }
    if (this.#handshakes.size >= mostHandshakes) this.#dropOldest()
    this.#handshakes.add(socket)
    try {
      await shakeHands(socket, 'listener', this.#key, handshakeLimitMs)
      this.#handshakes.delete(socket)
      this.#arrive({ socket })
    } catch (error) {
      this.#handshakes.delete(socket)
      if (error instanceof AuthenticationError && error.facts['isStranger'] !== true) this.#arrive({ error })
    }
  }

  #dropOldest(): void {
    const [oldest] = this.#handshakes
    if (!oldest) return
    this.#handshakes.delete(oldest)
    oldest.destroy()
  }

  #arrive(arrival: Arrival): void {
    const acceptor = this.#isClosed ? undefined : this.#acceptors.shift()
    clearTimeout(acceptor?.timer)
    if ('socket' in arrival) {
      if (acceptor) acceptor.resolve(arrival.socket)
      else if (this.#isClosed || this.#isFull) arrival.socket.destroy()
      else this.#arrivals.push(arrival)
    } else if (acceptor) acceptor.reject(arrival.error)
    else if (this.#failures < mostFailures) this.#arrivals.push(arrival)
  }

  /** Failures take nobody's place. */
  get #isFull(): boolean {
    return this.#arrivals.length - this.#failures >= this.#backlog
  }

  get #failures(): number {
    return this.#arrivals.filter((arrival) => 'error' in arrival).length
  }
}

function originOf({ remoteAddress, remotePort }: Socket): KnownAddress {
  return remoteAddress !== undefined && remotePort !== undefined ? [remoteAddress, remotePort] : ''
}

function closed(): ClosedError {
  return new ClosedError('The listener is closed: nobody can connect any more.')
}

function cannotListen(
  address: ResolvedAddress,
  { code, message }: NodeJS.ErrnoException,
): ConnectionFailedError {
  const where = addressText(address)
  const why =
    code === 'EADDRINUSE'
      ? 'somebody listens there already: choose another, or leave the address out'
      : `${code ?? message}: choose another address`
  return new ConnectionFailedError(`Cannot listen at ${where}: ${why}.`, { code, address: where })
}

function sweepAtExit(path: string): void {
  leftovers.add(path)
  if (isSweepPlanned) return
  isSweepPlanned = true
  process.once('exit', () => leftovers.forEach(removePath))
}
