import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatByteRate,
  formatClock,
  formatCount,
  formatDuration,
  formatInstant,
  formatPercent,
  formatRate,
  formatRatio,
  formatStart,
  quantityText,
  type Quantity,
} from '../../../src/renderer/model/format.ts'

const text = (quantity: Quantity): string => quantityText(quantity).replace('\u00a0', ' ')

describe('quantities', () => {
  it.each([
    [formatBytes(0), '0 B'],
    [formatBytes(999), '999 B'],
    [formatBytes(1000), '1.00 kB'],
    [formatBytes(45_600_000), '45.6 MB'],
    [formatBytes(999_600), '1.00 MB'],
    [formatBytes(1.23e9), '1.23 GB'],
    [formatBytes(4e15), '4000 TB'],
    [formatBytes(null), '–'],
    [formatByteRate(3200), '3.20 kB/s'],
    [formatRate(41), '41 /s'],
    [formatRate(0.4), '0.4 /s'],
    [formatRate(3200), '3.20 k/s'],
    [formatDuration(0), '0 ms'],
    [formatDuration(0.0126), '12.6 µs'],
    [formatDuration(3.14159), '3.14 ms'],
    [formatDuration(999.6), '1.00 s'],
    [formatDuration(12_345), '12.3 s'],
    [formatDuration(59_960), '1:00 min'],
    [formatDuration(3_725_000), '1:02:05 h'],
    [formatDuration(-1500), '−1.50 s'],
    [formatDuration(undefined), '–'],
    [formatPercent(0.42), '0.4 %'],
    [formatPercent(9.96), '10 %'],
    [formatPercent(398.7), '399 %'],
    [formatPercent(Number.NaN), '–'],
    [formatCount(12_480), '12,480'],
    [formatRatio(3.6), '3.60 ×'],
    [formatRatio(0.1), '0.10 ×'],
    [formatRatio(0.002214), '0.0022 ×'],
  ])('%#: %j', (quantity, expected) => {
    expect(text(quantity)).toBe(expected)
  })

  it('never needs more than four digits of a byte count below 1,000 TB', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9e14 }), (bytes) => {
        expect(formatBytes(bytes).value).toMatch(/^\d{1,3}$|^\d\.\d\d$|^\d\d\.\d$/)
      }),
    )
  })
})

describe('times', () => {
  it('a clock counts tenths and keeps its width', () => {
    expect([0, 99, 100, 3_290, 61_000, 3_599_999].map(formatClock)).toEqual([
      '00:00.0',
      '00:00.0',
      '00:00.1',
      '00:03.2',
      '01:01.0',
      '59:59.9',
    ])
  })

  it('a start is a time today and a date before', () => {
    const now = new Date(2026, 2, 1, 14, 0, 0).getTime()
    expect(formatStart(new Date(2026, 2, 1, 9, 5, 7).getTime(), now)).toBe('09:05:07')
    expect(formatStart(new Date(2026, 1, 28, 23, 59, 59).getTime(), now)).toBe('2026-02-28')
    expect(formatStart(0, now)).toBe('–')
    expect(formatInstant(new Date(2026, 2, 1, 9, 5, 7).getTime())).toBe('2026-03-01 09:05:07')
  })
})
