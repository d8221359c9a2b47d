import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { figuresSchema, type Contender, type Figures, type WorkSpec } from '../contract.ts'
import { endProcessesWithMark, markVariable, newMark, processesWithMark } from './leftovers.ts'

/** Long enough for the slowest contender on a busy machine. */
const timeoutMs = 60_000
/** A contender's last helpers may need a moment after it has ended. */
const leftoverGraceMs = 2_000

let turns = 0

/**
 * Lets a contender do its work once, in a process group of its own.
 *
 * @throws Error when it fails, takes too long, prints no figures or leaves processes behind (which are ended).
 */
export async function runContender(contender: Contender, spec: WorkSpec): Promise<Figures> {
  const mark = newMark(++turns)
  const { code, stdout, stderr } = await runCommand(contender, spec, mark)
  const leftovers = await endLeftovers(mark)
  if (code !== 0) throw new Error(`ended with ${code}: ${lastLines(stderr || stdout)}`)
  if (leftovers > 0) throw new Error(`left ${leftovers} processes behind`)
  return parseFigures(contender, stdout)
}

interface Ended {
  code: number | string
  stdout: string
  stderr: string
}

async function runCommand(contender: Contender, spec: WorkSpec, mark: string): Promise<Ended> {
  const { file, args, env } = contender.command(spec)
  const child = spawn(file, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env, [markVariable]: mark },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    endProcessesWithMark(mark)
    child.kill('SIGKILL')
  }, timeoutMs)
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    return {
      code: isLate ? `no answer in ${timeoutMs / 1000} s` : (code ?? signal ?? 'nothing'),
      stdout,
      stderr,
    }
  } finally {
    clearTimeout(timer)
  }
}

/** @returns how many processes outlived the contender and had to be ended. */
async function endLeftovers(mark: string): Promise<number> {
  const deadline = performance.now() + leftoverGraceMs
  while (processesWithMark(mark).length > 0 && performance.now() < deadline) await delay(20)
  return endProcessesWithMark(mark)
}

function parseFigures(contender: Contender, stdout: string): Figures {
  const printed: unknown = JSON.parse(stdout)
  const parsed = figuresSchema.safeParse(contender.readFigures ? contender.readFigures(printed) : printed)
  if (!parsed.success) throw new Error(`printed no figures: ${lastLines(stdout)}`)
  return parsed.data
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' / ').slice(-300)
}
