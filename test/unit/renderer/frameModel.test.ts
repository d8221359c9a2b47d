import { describe, expect, it } from 'vitest'
import { resolveTheme } from '../../../src/renderer/model/appearance.ts'
import { describeError } from '../../../src/renderer/model/errorText.ts'
import { sumTotals } from '../../../src/renderer/model/losses.ts'
import { appendSamples, keptSamples } from '../../../src/renderer/model/machine.ts'
import { viewFromHash } from '../../../src/renderer/model/navigation.ts'
import { validPreferences } from '../../../src/renderer/model/preferences.ts'
import { tokenFromHash } from '../../../src/renderer/transport/token.ts'
import type { MachineLoad } from '../../../src/shared/machine.ts'

describe('the address', () => {
  it.each([
    ['', undefined],
    ['#', undefined],
    ['#token=abc-_1', 'abc-_1'],
    ['#token=', undefined],
    ['#other=1', undefined],
    ['#bare', 'bare'],
    ['#torn%E0%A4%A', 'torn%E0%A4%A'],
    ['#/processes', undefined],
  ])('the token of %j is %j', (hash, token) => {
    expect(tokenFromHash(hash)).toBe(token)
  })

  it('a token is never taken for a view, nor the other way round', () => {
    expect(viewFromHash('#/processes')).toBe('processes')
    expect(viewFromHash('#/lab/queues')).toBe('lab')
    expect(viewFromHash('#token=processes')).toBeUndefined()
    expect(viewFromHash('#/nowhere')).toBeUndefined()
  })
})

describe('preferences', () => {
  it('keep what is valid of what was stored, field by field', () => {
    expect(
      validPreferences({ theme: 'dark', density: 'huge', singleKeys: false, railLabels: 'yes' }),
    ).toEqual({
      theme: 'dark',
      singleKeys: false,
    })
    for (const damaged of [null, undefined, 'x', 5, []]) expect(validPreferences(damaged)).toEqual({})
  })

  it('the system decides the theme only when it is asked to', () => {
    expect(resolveTheme({ theme: 'system' }, true)).toBe('dark')
    expect(resolveTheme({ theme: 'light' }, true)).toBe('light')
  })
})

describe("the machine's last minute", () => {
  const load = (atMs: number): MachineLoad => ({
    atMs,
    cores: [1],
    cpuPercent: 1,
    memoryUsedBytes: 1,
    memoryTotalBytes: 2,
    ownCpuPercent: 0,
  })

  it('is bounded, and a repeated history adds only what is new', () => {
    const minute = Array.from({ length: 59 }, (_, index) => load(index))
    const known = appendSamples([], minute)
    const joined = appendSamples(known, [...minute.slice(10), load(59), load(60), load(61)])
    expect(joined).toHaveLength(keptSamples)
    expect(joined.map((sample) => sample.atMs)).toEqual(Array.from({ length: 60 }, (_, index) => index + 2))
    expect(appendSamples(joined, minute)).toBe(joined)
  })
})

describe('what is told', () => {
  it('losses add up over runs', () => {
    const run = { events: 3, eventsDropped: 1, outputBytesDropped: 0 }
    expect(sumTotals({ a: run, b: { ...run, outputBytesDropped: 9 } })).toEqual({
      events: 6,
      eventsDropped: 2,
      outputBytesDropped: 9,
    })
  })

  it('an error is one sentence, with the stacks of its causes apart', () => {
    const wire = {
      name: 'RemoteError',
      message: 'It failed.',
      stack: 'RemoteError: It failed.\n  at a',
      cause: { name: 'TypeError', message: 'x is not a function', stack: '  at worker' },
    }
    expect(describeError(wire)).toEqual({
      message: 'It failed.',
      details: `${wire.stack}\nCaused by TypeError: x is not a function\n  at worker`,
    })
    expect(describeError({ name: 'UserError', message: 'Do this.' }).details).toBeUndefined()
    expect(describeError('text').message).toBe('text')
    expect(describeError(new Error('is \u202e\u0007 bad\nthere')).message).toBe('is \\u202e\u2407 bad\nthere')
    expect(describeError(undefined).message).toBe('undefined')
    const circular: { name: string; message: string; cause?: unknown } = { name: 'E', message: 'round' }
    circular.cause = circular
    expect(describeError(circular).message).toBe('round')
  })
})
