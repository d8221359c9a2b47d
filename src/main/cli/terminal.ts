import { fstatSync, writeFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { exitCodes, signalExitCode } from './exitCodes.ts'
import { inertJson, inertLine, inertText } from './inertText.ts'

/**
 * Standard output and error of the command. A reader that goes away (`| head`) is no error: the command is
 * told to end, quietly. A full disk (`> file`) is one.
 */
export class Terminal {
  readonly #onUnwritable: (exitCode: number) => void
  readonly #isFile = isFile(process.stdout.fd)
  #isUnwritable = false

  /** @param onUnwritable - told once that nothing more can be written, and what to end with. */
  constructor(onUnwritable: (exitCode: number) => void) {
    this.#onUnwritable = onUnwritable
    for (const stream of [process.stdout, process.stderr])
      stream.on('error', (error: NodeJS.ErrnoException) => this.#unwritable(error))
  }

  get isInteractive(): boolean {
    return process.stdout.isTTY
  }

  /** Whether a line that is rewritten in place can be shown on standard error. */
  get canRewrite(): boolean {
    return process.stderr.isTTY
  }

  get columns(): number {
    return process.stdout.isTTY ? process.stdout.columns : Infinity
  }

  write(text: string): void {
    if (this.#isUnwritable) return
    if (this.#isFile) this.#writeToFile(text)
    else process.stdout.write(text)
  }

  /** Prints a line, without what could steer the terminal: much of what is printed was written by programs. */
  line(text = ''): void {
    this.write(`${inertText(text)}\n`)
  }

  json(value: unknown): void {
    this.write(`${inertJson(value)}\n`)
  }

  writeError(text: string): void {
    process.stderr.write(text)
  }

  /** Prints one line on standard error, whatever the text holds. */
  errorLine(text: string): void {
    this.writeError(`${inertLine(text)}\n`)
  }

  /** Resolves when all that was written has left: `process.exit` would cut it off where pipes are asynchronous. */
  async flush(): Promise<void> {
    const flushed = [process.stdout, process.stderr].map(
      (stream) =>
        new Promise<void>((resolve) => {
          if (stream.writableLength === 0 || stream.destroyed) return resolve()
          stream.write('', () => resolve())
        }),
    )
    await Promise.all(flushed)
    // What could not be written is told in a step of its own.
    await nextTurn()
  }

  /** Node's stream takes a write of which the disk took only the beginning for a whole one. */
  #writeToFile(text: string): void {
    try {
      writeFileSync(process.stdout.fd, text)
    } catch (error) {
      this.#unwritable(error as NodeJS.ErrnoException)
    }
  }

  #unwritable({ code, message }: NodeJS.ErrnoException): void {
    if (this.#isUnwritable) return
    this.#isUnwritable = true
    if (code === 'EPIPE') return this.#onUnwritable(signalExitCode('SIGPIPE'))
    if (!process.stderr.destroyed)
      this.errorLine(`The output cannot be written (${code ?? message}): choose another place for it.`)
    this.#onUnwritable(exitCodes.failed)
  }
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile()
  } catch {
    // It is closed.
    return false
  }
}
