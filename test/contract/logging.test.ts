import { describe, expect, it } from 'vitest'
import { engineRun, startMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** What the library and the program log, and which processes do. */
describe.each(startMethods)('Logging by %s', (startMethod) => {
  const linesOf = async (program: string): Promise<Record<string, string[]>> => {
    const { end, stderr } = await engineRun(prelude + program, { startMethod })
    expect(end).toMatchObject({ outcome: 'completed' })
    const lines: Record<string, string[]> = {}
    for (const line of stderr.trimEnd().split('\n')) {
      const [, level = 'none', name = 'none', text = line] = /^\[(\w+)\/([^\]]+)\] (.*)/.exec(line) ?? []
      const said = text.replace(/pid \d+/, 'pid N')
      lines[name] = [...(lines[name] ?? []), `${level} ${said}`]
    }
    return lines
  }

  it('tells of processes and pools from their start to their end; children log as their parent did', async () => {
    const lines = await linesOf(`
      export function say() { mp.getLogger().subwarning('%s says %d', currentProcess().name, 7); mp.getLogger().subdebug('too little') }
      export function double(n) { return 2 * n }
      export async function main() {
        mp.logToStderr('debug')
        mp.logToStderr()
        const p = new Process({ target: say })
        await p.start()
        await p.join()
        const pool = new mp.Pool(1)
        await pool.map(double, [1, 2], { chunkSize: 1 })
        await pool.close()
        await pool.join()
        // It is still running when the main program ends, and goes on only then.
        const gate = new Queue()
        const release = ({ message }) => { if (message.startsWith('calling join()')) void gate.put(1) }
        mp.getLogger().addHandler(release)
        await new Process({ target: follow, args: [gate], name: 'awaited' }).start()
      }
      export async function follow(gate) { await gate.get() }`)
    const life = ['INFO child process calling self.run()', 'INFO process shutting down']
    const worker = `${startMethod.charAt(0).toUpperCase()}${startMethod.slice(1)}PoolWorker-2`
    expect(lines['Process-1']).toEqual([
      life[0],
      'SUBWARNING Process-1 says 7',
      life[1],
      'INFO process exiting with exitcode 0',
    ])
    expect(lines[worker]).toEqual([
      life[0],
      'DEBUG worker exiting after 2 tasks',
      life[1],
      'INFO process exiting with exitcode 0',
    ])
    expect(lines['MainProcess']).toEqual([
      'DEBUG started Process-1, pid N',
      'DEBUG Process-1 has ended with exitcode 0',
      'DEBUG created a pool of 1 workers',
      'DEBUG closing pool',
      'DEBUG joining pool',
      'DEBUG created a queue, maxSize 0',
      'DEBUG started awaited, pid N',
      'INFO process shutting down',
      'INFO calling join() for process awaited',
      'DEBUG awaited has ended with exitcode 0',
    ])
  })

  it('a process logs as its parent did when it was started, under the name that it has', async () => {
    const lines = await linesOf(`
      export async function wait(ready, gate) {
        await ready.put(mp.getLogger().level)
        await gate.get()
        mp.getLogger().info('dropped')
        mp.logToStderr('info')
        currentProcess().name = 'renamed'
        mp.getLogger().info('later')
        process.exit(3)
      }
      export async function main() {
        const ready = new Queue(), gate = new Queue()
        const before = new Process({ target: wait, args: [ready, gate] })
        await before.start()
        const level = await ready.get()
        mp.logToStderr('error')
        const after = new Process({ target: wait, args: [ready, gate], name: 'after' })
        await after.start()
        mp.getLogger().error(level + ' ' + await ready.get())
        await gate.put(1)
        await gate.put(1)
        await before.join()
        await after.join()
      }`)
    expect(lines['MainProcess']).toEqual(['ERROR warning error'])
    const each = ['INFO later', 'INFO process exiting with exitcode 3']
    expect(lines['renamed']?.toSorted()).toEqual([...each, ...each].toSorted())
    expect(Object.keys(lines).toSorted()).toEqual(['MainProcess', 'renamed'])
  })

  it('says nothing by itself; what a program logs goes to its handlers', async () => {
    const { end, stderr } = await engineRun(
      `${prelude}
      export async function main() {
        const p = new Process({ target: nothing })
        await p.start()
        await p.join()
        const heard = [], handler = ({ level, message, processName, pid }) => heard.push([level, message, processName, pid === process.pid])
        const logger = mp.getLogger()
        logger.setLevel('info')
        logger.addHandler(handler)
        logger.info('%s of %d', 'one', 2)
        logger.debug('dropped')
        logger.removeHandler(handler)
        logger.warning('on stderr')
        return [heard, await failure(() => logger.setLevel('loud')), await failure(() => mp.logToStderr('loud')), mp.getLogger() === logger]
      }
      export function nothing() {}`,
      { startMethod },
    )
    expect(end.result).toEqual([
      [['info', 'one of 2', 'MainProcess', true]],
      'MisuseError',
      'MisuseError',
      true,
    ])
    expect(stderr).toBe('on stderr\n')
  })
})
