import { afterEach, expect, test, vi } from 'vitest'
import { Logger, type LogLevel, type LogRecord } from '../../../../src/engine/library/logging.ts'
import { renameSelf } from '../../../../src/engine/library/identity.ts'

/** What becomes of what is logged, without a run. */

const written: string[] = []
vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
afterEach(() => void written.splice(0))

const levels: LogLevel[] = ['subdebug', 'debug', 'info', 'subwarning', 'warning', 'error']

function listening(): { logger: Logger; records: LogRecord[] } {
  const logger = new Logger().use()
  const records: LogRecord[] = []
  logger.addHandler((record) => records.push(record))
  return { logger, records }
}

test.each(levels.map((level, index) => ({ level, said: levels.slice(index) })))(
  'at level $level it says $said',
  ({ level, said }) => {
    const { logger, records } = listening()
    logger.setLevel(level)
    for (const each of levels) logger[each]('text')
    expect(records.map((record) => record.level)).toEqual(said)
    expect(levels.filter((each) => logger.isEnabledFor(each))).toEqual(said)
    expect(logger.level).toBe(level)
  },
)

test('warns from the start, and says who and when', () => {
  const { logger, records } = listening()
  renameSelf('Crawler-1')
  const before = Date.now()
  logger.info('too little')
  logger.warning('%s has %d items', 'queue', 3, { more: true })
  expect(records).toEqual([
    {
      level: 'warning',
      message: 'queue has 3 items { more: true }',
      processName: 'Crawler-1',
      pid: process.pid,
      time: expect.any(Number) as number,
    },
  ])
  expect(records[0]?.time).toBeGreaterThanOrEqual(before)
})

test('says nothing before somebody asks for it; then without handlers what is serious, to stderr', () => {
  const logger = new Logger()
  logger.error('nobody hears')
  expect([logger.isEnabledFor('error'), written]).toEqual([false, []])
  logger.use().setLevel('debug')
  logger.info('nobody hears')
  logger.warning('heard')
  expect(written).toEqual(['heard\n'])
})

test('a handler that fails is told of on stderr, and the others hear all the same', () => {
  const logger = new Logger().use()
  const heard: string[] = []
  const failing = (): never => {
    throw new Error('disk full')
  }
  logger.addHandler(failing)
  logger.addHandler(({ message }) => heard.push(message))
  logger.error('one')
  expect(written.join('')).toMatch(/^A log handler failed at 'one': Error: disk full/)
  logger.removeHandler(failing)
  logger.error('two')
  expect([heard, written.length]).toEqual([['one', 'two'], 1])
})

test('there is no other level, and a handler is a function', () => {
  const { logger } = listening()
  const known = 'subdebug, debug, info, subwarning, warning, error'
  expect(() => logger.setLevel('loud' as LogLevel)).toThrow(
    `There is no log level 'loud'; there is: ${known}.`,
  )
  expect(() => logger.log('toString' as LogLevel, 'x')).toThrow("no log level 'toString'")
  expect(() => logger.addHandler('x' as unknown as () => void)).toThrow(
    'A log handler is a function, not string.',
  )
})
