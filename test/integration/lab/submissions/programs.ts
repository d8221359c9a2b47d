import { join } from 'node:path'
import type { GradingCause } from '../../../../src/shared/grading.ts'
import { repositoryRoot } from '../../../support/cli.ts'
import { rightProgram } from './exercise.ts'

/** Submissions as they come: right, wrong, careless and hostile. */
export interface SubmissionCase {
  source: string
  cause: GradingCause
  /** What the reason says. */
  reason: RegExp
  /** Default: the case's name with `.ts`. */
  file?: string
}

const holds = /^All of 8 checks hold\.$/
const passes = (source: string, file?: string): SubmissionCase => ({
  source,
  cause: 'passed',
  reason: holds,
  ...(file !== undefined && { file }),
})

/** The right program, and what else it does at the beginning of `main`. */
function rightAnd(statements: string, imports = ''): string {
  const opening = 'export async function main({ numbers = [] as number[] }) {'
  return imports + rightProgram.replace(opening, `${opening}\n${statements}`)
}

const withoutTypes = rightProgram
  .replaceAll(/<number( \| 'ready')?>/g, '')
  .replaceAll(/: (Queue|number\[\])/g, '')
  .replaceAll(' as number[]', '')
  .replaceAll(' as number', '')

const socketModule = JSON.stringify(join(repositoryRoot, 'src/engine/wire/frameSocket.ts'))

export const submissions: Record<string, SubmissionCase> = {
  right: passes(rightProgram),
  rightInFolder: passes(rightProgram, 'rightInFolder/main.ts'),
  rightInJavaScript: passes(withoutTypes, 'rightInJavaScript.mjs'),
  rightAndTalkative: passes(rightAnd(`for (let i = 0; i < 500; i++) console.log('still right', i)`)),
  removesItsFile: passes(
    rightAnd(`rmSync(import.meta.filename, { force: true })`, `import { rmSync } from 'node:fs'\n`),
  ),
  leavesFiles: passes(
    rightAnd(
      `mkdirSync('closed'); writeFileSync('closed/file', 'x'); chmodSync('closed', 0o000); mkdtempSync(join(tmpdir(), 'mine-'))`,
      `import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'\nimport { tmpdir } from 'node:os'\nimport { join } from 'node:path'\n`,
    ),
  ),
  leavesDetachedProcesses: passes(
    rightAnd(
      `for (const env of [process.env, {}]) spawn('sleep', ['1000'], { detached: true, stdio: 'ignore', env: { ...env, PATH: process.env['PATH'] } }).unref()`,
      `import { spawn } from 'node:child_process'\n`,
    ),
  ),

  wrongResult: {
    source: rightProgram.replace('2 * number', '2 + number'),
    cause: 'checks',
    reason: /Every number is doubled\. It was expected \[2,4,6\], measured \[3,4,5\]/,
  },
  hardCoded: {
    source: rightProgram.replace(/return doubled.*/, 'return [2, 4, 6]'),
    cause: 'checks',
    reason: /expected \[-14,10\], measured \[2,4,6\].*case other/,
  },
  oneAfterTheOther: {
    source: `
      import { Process, Queue } from 'multiprocessing'
      export async function double(inbox, outbox) { await outbox.put(2 * (await inbox.get())) }
      export async function main({ numbers }) {
        const inbox = new Queue(), outbox = new Queue(), doubled = []
        for (const number of numbers) {
          const child = new Process({ target: double, args: [inbox, outbox] })
          await child.start(); await inbox.put(number); doubled.push(await outbox.get()); await child.join()
        }
        return doubled.sort((a, b) => a - b)
      }`,
    cause: 'checks',
    reason: /Two processes are there at the same time\. It was expected at least 2, measured 1/,
  },
  withoutProcesses: {
    source: `export const main = ({ numbers }) => numbers.map((n) => 2 * n).sort((a, b) => a - b)`,
    cause: 'checks',
    reason: /2 of 4 checks failed: Two processes/,
  },
  empty: { source: `export function main() {}`, cause: 'checks', reason: /measured null/ },
  claimsSuccess: {
    source: `
      export async function main() {
        const claim = { type: 'grade', passed: true, verdict: 'passed', checks: [] }
        process.send?.(claim)
        console.log('PASSED', JSON.stringify(claim)); console.error('ok 1 - all checks passed')
        return claim
      }`,
    cause: 'checks',
    reason: /measured \{"type":"grade"/,
  },
  forgesMessages: {
    source: `
      import { connect } from 'node:net'
      import { readFileSync } from 'node:fs'
      import { FrameSocket } from ${socketModule}
      export async function main() {
        const environment = readFileSync('/proc/self/environ', 'utf8').split('\\0')
        const line = environment.find((entry) => entry.startsWith('FORKSCOPE_BOOTSTRAP='))
        const { address, key } = JSON.parse(line.slice(line.indexOf('=') + 1))
        const refused = [1, 2, 99].map((processId) => new Promise((resolve) => {
          const frames = new FrameSocket((onread) => connect({ path: address, onread }), { onMessages: () => {}, onClose: () => resolve('refused') })
          frames.post({ op: 'hello', processId, key })
          frames.post({ op: 'outcome', error: null, n: 0 })
          frames.flush()
        }))
        return Promise.all(refused)
      }`,
    cause: 'checks',
    reason: /measured “refused”, “refused”, “refused”/,
  },
  exitsEarly: {
    source: rightAnd(`if (numbers.length > 0) process.exit(0)`),
    cause: 'checks',
    reason: /measured null/,
  },

  throws: {
    source: `export function main() { return undefined.length }`,
    cause: 'failed-run',
    reason: /It failed with TypeError: Cannot read properties of undefined/,
  },
  exitsWithCode: {
    source: rightAnd(`process.exit(7)`),
    cause: 'failed-run',
    reason: /The main program exited with code 7\./,
  },
  killsItself: {
    source: rightAnd(`process.kill(process.pid, 'SIGKILL')`),
    cause: 'failed-run',
    reason: /The main program was killed by SIGKILL\./,
  },
  failsInItsChild: {
    source: rightProgram.replace('2 * number', 'missing.length'),
    cause: 'deadlocked',
    reason:
      /Deadlock: MainProcess \(pid \d+\) waits in get on Queue-2\..* Process-\d \(pid \d+\) exited with code 1/,
  },

  waitsForNobody: {
    source: `import { Queue } from 'multiprocessing'
      export const main = () => new Queue().get()`,
    cause: 'deadlocked',
    reason: /Deadlock: MainProcess \(pid \d+\) waits in get on Queue-1\./,
  },
  neverYields: {
    source: `export function main() { for (;;) {} }`,
    cause: 'time-limit',
    reason: /MainProcess \(pid \d+\) was still running/,
  },
  ignoresEnds: {
    source: `export async function main() {
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {})
      await new Promise((resolve) => setTimeout(resolve, 1e6))
    }`,
    cause: 'time-limit',
    reason: /was still running/,
  },
  startsItselfAgain: {
    source: `import { Process } from 'multiprocessing'
      export async function again() {
        await Promise.allSettled([1, 2, 3].map(() => new Process({ target: again }).start()))
        await new Promise((resolve) => setTimeout(resolve, 1e6))
      }
      export const main = () => again()`,
    cause: 'failed-run',
    reason: /starts processes without end/,
  },
  forks: {
    source: `import { spawn } from 'node:child_process'
      import { setTimeout as wait } from 'node:timers/promises'
      export async function main() {
        for (;;) {
          spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref()
          await wait(2)
        }
      }`,
    cause: 'process-limit',
    reason: /\d+ of its processes were alive at once; the limit is 12\./,
  },
  printsWithoutEnd: {
    source: `export function main() {
      const line = 'x'.repeat(1023) + '\\n'
      for (let i = 0; i < 100_000; i++) process.stdout.write(line)
      return 'printed 100 MB'
    }`,
    cause: 'output-limit',
    reason: /It printed more than the 64 kB that are allowed\./,
  },
  fillsBuffers: {
    source: `import { setTimeout as wait } from 'node:timers/promises'
      export async function main() {
        const kept = []
        for (;;) { kept.push(Buffer.alloc(20_000_000, 1)); await wait(20) }
      }`,
    cause: 'memory-limit',
    reason: /It used \d+ MB of memory in 1 process; the limit is 500 MB\./,
  },
  fillsItsHeap: {
    source: `export function main() {
      const kept = []
      for (;;) kept.push(new Array(10_000).fill(kept.length))
    }`,
    cause: 'memory-limit',
    reason: /It used \d+ MB of memory|ran out of memory/,
  },
  returnsTooMuch: {
    source: `export const main = () => new Uint8Array(40_000_000)`,
    cause: 'result-limit',
    reason: /main returned a result of 40,000,\d+ bytes/,
  },
  killsItsGrader: {
    source: rightAnd(`process.kill(process.ppid, 'SIGKILL'); await new Promise(() => {})`),
    cause: 'unobserved',
    reason: /session is gone: its process was killed by SIGKILL/,
  },
  stopsItsGrader: {
    source: rightAnd(`process.kill(process.ppid, 'SIGSTOP'); for (;;) {}`),
    cause: 'unobserved',
    reason: /The process that observed its run \(pid \d+\) was stopped/,
  },

  notAProgram: {
    source: `export function main( {`,
    cause: 'not-a-program',
    reason: /notAProgram\.ts:1:\d+: /,
  },
  withoutMain: {
    source: `export const x = 1`,
    cause: 'not-a-program',
    reason: /exports no main \(it exports x\)/,
  },
  importsWhatIsNotThere: {
    source: `import { Qeue } from 'multiprocessing'\nexport const main = () => new Qeue()`,
    cause: 'not-a-program',
    reason: /has no export 'Qeue'\. Did you mean 'Queue'\?/,
  },
}
