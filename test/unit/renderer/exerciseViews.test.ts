import { describe, expect, it } from 'vitest'
import { comparisonResultSchema, picturesResultSchema } from '../../../src/shared/exerciseViews.ts'
import { comparisonChart, comparisonTable } from '../../../src/renderer/model/comparisonView.ts'
import { pixelsOf, tilesByWorker } from '../../../src/renderer/model/exercisePictures.ts'

const figures = (samples: number[], median: number) => ({
  samples,
  median,
  min: Math.min(...samples),
  max: Math.max(...samples),
})

const comparison = comparisonResultSchema.parse({
  title: 'Measured',
  columns: [
    { id: 'process', label: 'Process' },
    { id: 'thread', label: 'Thread' },
  ],
  rows: [
    {
      id: 'shares',
      label: 'Shares memory',
      unit: '',
      repeats: 1,
      process: { fact: 'no' },
      thread: { fact: 'yes' },
    },
    {
      id: 'create',
      label: 'Time to create',
      unit: 'ms',
      repeats: 3,
      process: figures([60, 50, 100], 60),
      thread: figures([12, 10, 11], 11),
      note: 'How.',
    },
    {
      id: 'turn',
      label: 'Switch',
      unit: 'µs',
      repeats: 2,
      process: figures([4, 8], 6),
      thread: figures([3, 5], 4),
    },
    {
      id: 'gone',
      label: 'Gone',
      unit: 'of 3',
      repeats: 1,
      process: figures([0], 0),
      thread: figures([0], 0),
    },
  ],
})

describe('a comparison', () => {
  it('is a table with median, spread and repeats; a ratio only where the ranges do not overlap', () => {
    const rows = comparisonTable(comparison)
    expect(rows.map(({ ratio, repeats }) => [ratio, repeats])).toEqual([
      [null, 'Measured once.'],
      ['5.45\u00a0×', 'Measured 3 times.'],
      ['ranges overlap', 'Measured 2 times.'],
      ['the same', 'Measured once.'],
    ])
    expect(rows[0]?.cells).toEqual([
      { main: 'no', spread: null },
      { main: 'yes', spread: null },
    ])
    expect(rows[1]?.cells[0]).toEqual({ main: '60\u00a0ms', spread: '50 – 100' })
  })

  it('is a chart in which each row is measured by its own largest value', () => {
    const chart = comparisonChart(comparison)
    expect(chart.labels).toEqual(['Time to create', 'Switch'])
    expect(chart.leftOut).toBe(2)
    expect(chart.columns.map(({ label, bars }) => [label, bars[0]])).toEqual([
      ['Process', { value: 60, low: 50, high: 100 }],
      ['Thread', { value: 11, low: 10, high: 12 }],
    ])
  })
})

describe('pictures', () => {
  const { pictures, tiles } = picturesResultSchema.parse({
    pictures: [
      { title: 'Grey', width: 2, height: 1, pixels: btoa('\u0000\u00ff') },
      { title: 'Colour', width: 1, height: 1, format: 'rgb', pixels: btoa('\u0001\u0002\u0003') },
    ],
    tiles: ['w2', 'w1', 'w2'].map((worker) => ({ x: 0, y: 0, width: 1, height: 1, worker })),
  })

  it('become opaque pixels', () => {
    expect([...pixelsOf(pictures[0]!)]).toEqual([0, 0, 0, 255, 255, 255, 255, 255])
    expect([...pixelsOf(pictures[1]!)]).toEqual([1, 2, 3, 255])
  })

  it('number their workers in the order of their first tiles', () => {
    expect(tilesByWorker(tiles)).toEqual([
      { name: 'w2', number: 1, color: 0, tiles: 2 },
      { name: 'w1', number: 2, color: 1, tiles: 1 },
    ])
  })
})
