import { format } from 'node:util'
import { MisuseError } from '../errors.ts'
import type { LogSettings } from '../wire/operations.ts'
import { ownIdentity } from './identity.ts'

/** Levels and their numbers, as in Python. */
export const logLevels = {
  subdebug: 5,
  debug: 10,
  info: 20,
  subwarning: 25,
  warning: 30,
  error: 40,
} as const

export type LogLevel = keyof typeof logLevels

export interface LogRecord {
  /** Unix time in ms. */
  time: number
  level: LogLevel
  message: string
  processName: string
  pid: number
}

/** What becomes of a record. */
export type LogHandler = (record: LogRecord) => void

/**
 * The log of this process: the library's own lines, and what the program adds. Nothing is logged anywhere before it
 * has a handler ({@link logToStderr}, `addHandler`), but for warnings and errors, whose text goes to stderr.
 */
export class Logger {
  #level: LogLevel = 'warning'
  readonly #handlers = new Set<LogHandler>()
  /** Somebody has asked for it: only then it says anything. */
  #isUsed = false

  /** Records below it are dropped. Default `warning`. */
  get level(): LogLevel {
    return this.#level
  }

  /** Processes that start from now on have the same level. @throws MisuseError for a level that there is not. */
  setLevel(level: LogLevel): void {
    this.#level = requireLevel(level)
    tellRun()
  }

  isEnabledFor(level: LogLevel): boolean {
    return this.#isUsed && logLevels[requireLevel(level)] >= logLevels[this.#level]
  }

  addHandler(handler: LogHandler): void {
    if (typeof handler !== 'function')
      throw new MisuseError(`A log handler is a function, not ${typeof handler}.`)
    this.#handlers.add(handler)
  }

  removeHandler(handler: LogHandler): void {
    this.#handlers.delete(handler)
  }

  /** @param args - as for `console.log`: `%s`, `%d`, `%o` in the message, or appended. */
  log(level: LogLevel, message: string, ...args: unknown[]): void {
    if (!this.isEnabledFor(level)) return
    const text = format(message, ...args)
    const record = {
      time: Date.now(),
      level,
      message: text,
      processName: ownIdentity().name,
      pid: process.pid,
    }
    if (this.#handlers.size > 0) for (const handler of this.#handlers) handle(handler, record)
    else if (logLevels[level] >= logLevels.warning) process.stderr.write(`${text}\n`)
  }

  subdebug(message: string, ...args: unknown[]): void {
    this.log('subdebug', message, ...args)
  }

  debug(message: string, ...args: unknown[]): void {
    this.log('debug', message, ...args)
  }

  info(message: string, ...args: unknown[]): void {
    this.log('info', message, ...args)
  }

  subwarning(message: string, ...args: unknown[]): void {
    this.log('subwarning', message, ...args)
  }

  warning(message: string, ...args: unknown[]): void {
    this.log('warning', message, ...args)
  }

  error(message: string, ...args: unknown[]): void {
    this.log('error', message, ...args)
  }

  /** @internal */
  use(): this {
    this.#isUsed = true
    return this
  }
}

/** For the library's own lines. */
export const ownLog = new Logger()
let isToStderr = false
let tell: (settings: LogSettings) => void = () => {}

/** The library's logger in this process; always the same. */
export function getLogger(): Logger {
  return ownLog.use()
}

/**
 * Writes the log to stderr, as `[INFO/Process-1] message`; so do processes that start from now on. Safe to call again.
 *
 * @param level - sets the logger's level. Default: as it is.
 * @throws MisuseError for a level that there is not.
 */
export function logToStderr(level?: LogLevel): Logger {
  if (level !== undefined) requireLevel(level)
  isToStderr = true
  ownLog.addHandler(writeToStderr)
  ownLog.setLevel(level ?? ownLog.level)
  return ownLog.use()
}

/** @internal Set by the bootstrap: whom to tell how children are to log. */
export function shareLogging(tellRun: (settings: LogSettings) => void): void {
  tell = tellRun
}

/** @internal What the process that started this one has set. Set by the bootstrap. */
export function inheritLogging(settings: LogSettings): void {
  const level = (Object.keys(logLevels) as LogLevel[]).find((name) => logLevels[name] === settings.level)
  isToStderr = settings.isToStderr
  if (isToStderr) ownLog.addHandler(writeToStderr)
  ownLog.use().setLevel(level ?? 'warning')
}

function writeToStderr({ level, processName, message }: LogRecord): void {
  process.stderr.write(`[${level.toUpperCase()}/${processName}] ${message}\n`)
}

/** A log that cannot be written must not change what the program does. */
function handle(handler: LogHandler, record: LogRecord): void {
  try {
    handler(record)
  } catch (error) {
    process.stderr.write(`A log handler failed at '${record.message}': ${format(error)}\n`)
  }
}

function tellRun(): void {
  tell({ level: logLevels[ownLog.level], isToStderr })
}

function requireLevel(level: LogLevel): LogLevel {
  if (Object.hasOwn(logLevels, level)) return level
  const known = Object.keys(logLevels).join(', ')
  throw new MisuseError(`There is no log level '${String(level)}'; there is: ${known}.`)
}
