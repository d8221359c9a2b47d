import { UserError } from './errors.ts'
import { maxRunFileBytes, runFileExtension, runFileVersion, type RunFile } from './runFile.ts'

export type RunToSave = Pick<RunFile, 'name' | 'report' | 'experiment'>

/**
 * The text of a run file. A run that printed more than a file may hold loses its oldest output, which is counted in
 * the report's `loss`.
 * @throws UserError when it is too large even without any output
 */
export function runFileText(run: RunToSave, savedAtMs: number, maxBytes = maxRunFileBytes): string {
  const whole = textOf(run, savedAtMs)
  const excess = utf8Bytes(whole) - maxBytes
  if (excess <= 0) return whole
  const shortened = textOf({ ...run, report: withoutOldOutput(run.report, excess) }, savedAtMs)
  if (utf8Bytes(shortened) <= maxBytes) return shortened
  throw new UserError(
    'limit',
    `The run of ${run.name} does not fit into a run file (${maxBytes / 1024 / 1024} MiB): its figures and its result alone are larger. Let main return less.`,
  )
}

/** A name for the file: of letters, digits and what no system takes for more than itself. */
export function runFileName(name: string, startedAt: string): string {
  const stem = name
    .replace(/\.[a-z]{1,4}$/i, '')
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  const time = startedAt
    .slice(0, 19)
    .replace(/[^0-9T]/g, '')
    .replace('T', '-')
  return `${stem || 'run'}-${time}${runFileExtension}`
}

function textOf({ name, report, experiment }: RunToSave, savedAtMs: number): string {
  const file = {
    format: 'forkscope-run',
    version: runFileVersion,
    savedAtMs,
    name: name.slice(0, 200) || 'run',
    report,
    ...(experiment && { experiment }),
  } satisfies RunFile
  return `${JSON.stringify(file, namePrototype)}\n`
}

/** A result may have a key `__proto__`, which readers refuse: it is kept under another name. */
function namePrototype(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '__proto__')) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key === '__proto__' ? '["__proto__"]' : key, member]),
  )
}

/** @param excess - bytes of JSON that must go; what goes besides keeps the file below its bound */
function withoutOldOutput(report: RunFile['report'], excess: number): RunFile['report'] {
  let left = excess + 1_024
  let dropped = 0
  let first = 0
  for (const chunk of report.output) {
    if (left <= 0) break
    left -= utf8Bytes(JSON.stringify(chunk)) + 1
    dropped += utf8Bytes(chunk.text)
    first++
  }
  const { loss } = report
  return {
    ...report,
    output: report.output.slice(first),
    loss: { ...loss, outputBytesDropped: loss.outputBytesDropped + dropped },
  }
}

/** Without an encoder, which neither the language nor this layer has. */
function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) continue
    const isHalf = code >= 0xd800 && code <= 0xdfff
    // Each half of a pair counts two of its four bytes.
    bytes += code < 0x800 || isHalf ? 1 : 2
  }
  return bytes
}
