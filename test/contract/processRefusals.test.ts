import { describe, expect, it } from 'vitest'
import { engineRun, factsOf, startMethods, type EngineRunOptions } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** What cannot be started, and what the program is told. */
describe.each(startMethods)('Starting processes by %s', (startMethod) => {
  const facts = <T = unknown>(program: string, params: Record<string, unknown> = {}): Promise<T> =>
    factsOf<T>(prelude + program, { startMethod, params })
  const run = (program: string, options: EngineRunOptions = {}): ReturnType<typeof engineRun> =>
    engineRun(prelude + program, { startMethod, ...options })

  describe('refuses, and says what to do about', () => {
    it('what cannot be found or cannot be sent', async () => {
      const told = await facts<Record<string, string>>(`
        function hidden() {}
        export function target() {}
        class Hidden extends Process {}
        export class Shown extends Process { handler = { deep: [() => {}] } }
        export async function main() {
          const text = (options) => failureText(() => new Process(options).start())
          const limited = new Process({ target, args: [() => {}] })
          const first = await failure(() => limited.start())
          return {
            hidden: await text({ target: hidden }),
            arrow: await text({ target: [() => {}][0] }),
            Hidden: await failureText(() => new Hidden().start()),
            path: await text({ target, args: [1, { list: [Symbol('s')] }] }),
            field: await failureText(() => new Shown().start()),
            method: await text({ target, startMethod: 'teleport' }),
            notFunction: await failureText(() => new Process({ target: 'target' })),
            // A start that failed may be tried again.
            retry: first + ' ' + limited.isAlive() + ' ' + await failure(() => limited.start()),
            process: await text({ target, args: [new Process({ target })] }),
            self: await text({ target, args: [currentProcess()] }),
          }
        }`)
      expect(told).toMatchObject({
        hidden: expect.stringMatching(/^NotExportedError: 'hidden' .*Write 'export function hidden'/),
        arrow: expect.stringMatching(/^NotExportedError: .*anonymous function.*export it/i),
        Hidden: expect.stringMatching(/^NotExportedError: 'Hidden' .*Write 'export class Hidden'/),
        path: expect.stringMatching(/^SerializationError: .*args\[1\]\.list\[0\]/),
        field: expect.stringMatching(/^SerializationError: .*it is at this\.handler\.deep\[0\]/),
        method: expect.stringMatching(/^ProcessStartError: .*'teleport'.*spawn/),
        notFunction: expect.stringMatching(/^MisuseError: .*function.*string/),
        retry: 'SerializationError false SerializationError',
        process: expect.stringMatching(/^SerializationError: .*args\[0\]/),
        self: expect.stringMatching(/^SerializationError: .*args\[0\]/),
      })
    })

    it('a start at the top level of the program, also where nobody awaits it', async () => {
      const awaited = await run(`
        export function target() {}
        await new Process({ target }).start()
        export async function main() {}`)
      expect(awaited.end).toMatchObject({ outcome: 'failed', exitCode: 1, error: { name: 'BootstrapError' } })
      expect(awaited.stderr).toMatch(
        /^BootstrapError: Process\.start\(\) .*top level of program\.ts.*main\(\).*\n$/,
      )
      const forgotten = await run(`
        export function target() {}
        new Process({ target }).start()
        export async function main() { await sleep(60_000) }`)
      expect(forgotten.end).toMatchObject({
        outcome: 'failed',
        exitCode: 1,
        error: { name: 'BootstrapError' },
      })
      expect(awaited.snapshot.processes).toHaveLength(1)
    })

    it('more processes than the run may have', async () => {
      const { end } = await run(
        `
        export async function wait(go) { await go.get() }
        export async function main() {
          const go = new Queue()
          const children = []
          const start = async () => { const p = new Process({ target: wait, args: [go] }); await p.start(); children.push(p) }
          const text = await failureText(async () => { for (;;) await start() })
          const count = children.length
          await go.put(1)
          await Promise.race(children.map((p) => p.join()))
          await start()
          for (const _ of children) await go.put(1)
          return { text, count }
        }`,
        { maxProcesses: 4 },
      )
      expect(end.result).toEqual({
        count: 3,
        text: expect.stringMatching(/^ProcessLimitError: Process-4 .*4 processes.*limit.*Join/),
      })
    })
  })

  it('starting processes without end stops at the limit, says so, and everything ends', async () => {
    const { end, snapshot, stderr } = await run(
      `
      export async function fork() {
        for (;;) await new Process({ target: fork }).start()
      }
      export async function main() { await fork() }`,
      { maxProcesses: 12 },
    )
    expect(end).toMatchObject({ outcome: 'failed', exitCode: 1, error: { name: 'ProcessLimitError' } })
    expect(stderr).toContain('ProcessLimitError')
    expect(snapshot.processes.every(({ phase }) => phase === 'ended')).toBe(true)
  })
})
