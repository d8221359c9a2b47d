import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SendWindow, windowBytes, type Send } from '../../../../src/engine/library/sendWindow.ts'

interface Numbered extends Send {
  n: number
}

function enter(window: SendWindow<Numbered>, send: Numbered): boolean {
  if (window.enter(send.object, send.bytes)) return true
  window.hold(send)
  return false
}

function leave(window: SendWindow<Numbered>, object: number, bytes: number): number[] {
  const released: number[] = []
  window.leave(object, bytes, ({ n }) => released.push(n))
  return released
}

describe('SendWindow', () => {
  it('holds back what exceeds the window of one object, and nothing of another', () => {
    const window = new SendWindow<Numbered>()
    const big = (object: number, n: number): Numbered => ({ object, bytes: windowBytes, n })
    expect(enter(window, big(1, 1))).toBe(true)
    expect(enter(window, big(1, 2))).toBe(false)
    expect(enter(window, { object: 1, bytes: 1, n: 3 })).toBe(false)
    expect(enter(window, big(2, 1))).toBe(true)
    const told: string[] = []
    window.whenIdle(1, () => told.push('1 is idle'))
    window.whenIdle(2, () => told.push('2 is idle'))
    window.whenIdle(3, () => told.push('3 is idle'))
    expect(leave(window, 2, windowBytes)).toEqual([])
    expect(leave(window, 1, windowBytes)).toEqual([2])
    expect(leave(window, 1, windowBytes)).toEqual([3])
    expect(told).toEqual(['3 is idle', '2 is idle'])
    leave(window, 1, 1)
    expect(told).toEqual(['3 is idle', '2 is idle', '1 is idle'])
  })

  it('gives up what it holds, in order, before what waited for it', () => {
    const window = new SendWindow<Numbered>()
    for (let n = 0; n < 3; n++) enter(window, { object: 1, bytes: windowBytes, n })
    const told: unknown[] = []
    window.whenIdle(1, () => told.push('idle'))
    const go = window.giveUp(({ n }) => told.push(n))
    expect(told).toEqual([1, 2])
    go()
    expect(told).toEqual([1, 2, 'idle'])
  })

  it('what is cancelled never goes, and what comes after it need not wait for it', () => {
    const window = new SendWindow<Numbered>()
    const sends = [0, 1, 2, 3].map((n) => ({
      object: 1,
      bytes: windowBytes,
      n,
      carries: n === 2 ? [7] : undefined,
    }))
    for (const send of sends) enter(window, send)
    const told: string[] = []
    window.whenIdle(7, () => told.push('7 is not carried'))
    expect(sends.map((send) => window.cancel(send))).toEqual([false, true, true, true])
    expect(told).toEqual(['7 is not carried'])
    expect(leave(window, 1, windowBytes)).toEqual([])
    expect(enter(window, { object: 1, bytes: 1, n: 4 })).toBe(true)
  })

  it('what closes an end waits for the held items that carry it, until they are on their way', () => {
    const window = new SendWindow<Numbered>()
    const told: unknown[] = []
    const send = (n: number, carries?: number[]): boolean =>
      enter(window, { object: 1, bytes: windowBytes, n, carries })
    send(0, [7])
    window.whenIdle(7, () => told.push('the first is on its way already'))
    send(1, [7])
    send(2, [7])
    window.whenIdle(7, () => told.push('closed'))
    const answer = (): void => window.leave(1, windowBytes, ({ n }) => told.push(n))
    answer()
    answer()
    expect(told).toEqual(['the first is on its way already', 1, 2, 'closed'])
  })

  it('keeps nothing for objects that nothing is sent to any more', () => {
    const window = new SendWindow<Numbered>()
    for (let object = 1; object <= 100; object++) enter(window, { object, bytes: 1, n: object })
    expect(window.laneCount).toBe(100)
    for (let object = 1; object <= 100; object++) leave(window, object, 1)
    expect(window.laneCount).toBe(1)
    for (let object = 101; object <= 200; object++) {
      enter(window, { object, bytes: 1, n: object })
      leave(window, object, 1)
    }
    expect(window.laneCount).toBe(1)
  })

  it('whatever is sent and answered: each once, in order, within the bound, and all in the end', () => {
    const operation = fc.oneof(
      fc.record({
        object: fc.integer({ min: 1, max: 3 }),
        bytes: fc.oneof(fc.nat({ max: 100 }), fc.nat({ max: windowBytes })),
      }),
      fc.constant('answer' as const),
    )
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const window = new SendWindow<Numbered>()
        const underWay: Numbered[] = []
        const gone: Numbered[] = []
        let count = 0
        const go = (send: Numbered): void => {
          const before = underWay.filter(({ object }) => object === send.object)
          expect(before.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(windowBytes)
          underWay.push(send)
          gone.push(send)
        }
        const answer = (): void => {
          const oldest = underWay.shift()
          if (oldest) window.leave(oldest.object, oldest.bytes, go)
        }
        for (const next of operations) {
          if (next === 'answer') answer()
          else {
            const send = { ...next, n: count++ }
            if (enter(window, send)) go(send)
          }
        }
        while (underWay.length > 0) answer()
        expect(gone).toHaveLength(count)
        for (const object of [1, 2, 3]) {
          const own = gone.filter((send) => send.object === object).map(({ n }) => n)
          expect(own).toEqual(own.toSorted((a, b) => a - b))
        }
      }),
    )
  })
})
