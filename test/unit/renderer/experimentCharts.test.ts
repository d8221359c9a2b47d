import { describe, expect, it } from 'vitest'
import type { ExperimentReport, ExperimentRow } from '../../../src/shared/experiment.ts'
import {
  bestRow,
  breakEvenWords,
  differingRows,
  maxOverheadBars,
  overheadChart,
  speedUpChart,
} from '../../../src/renderer/model/experimentCharts.ts'
import { reportAsCsv, reportFileName } from '../../../src/renderer/model/experimentExport.ts'
import { pictureRow, pictureSize, rowPixels } from '../../../src/renderer/model/experimentPicture.ts'
import { appendLoad, coreSeries } from '../../../src/renderer/model/coreLoad.ts'
import { processSnapshot } from './runFixtures.ts'

const row = (over: Partial<ExperimentRow>): ExperimentRow => ({
  startMethod: 'spawn',
  workers: 1,
  chunkSize: 50,
  repeats: 3,
  medianMs: 1000,
  minMs: 900,
  maxMs: 1100,
  speedUp: 1,
  efficiency: 1,
  startUpMs: 40,
  transferMs: 5,
  waitMs: 10,
  workMs: 950,
  resultDigest: 'abc',
  ...over,
})

const report = (rows: ExperimentRow[]): ExperimentReport => ({
  schema: 1,
  workload: 'count primes',
  params: {},
  items: 200,
  machine: {
    logicalCores: 4,
    physicalCores: 2,
    memoryBytes: 8e9,
    platform: 'linux',
    runtimeVersion: 'node 24',
  },
  serial: { medianMs: 1000, minMs: 990, maxMs: 1010 },
  rows,
  breakEven: {},
  advice: '',
  findings: [],
})

describe('charts of an experiment', () => {
  it('keeps `auto` one line although its chunk size differs with the workers', () => {
    const chart = speedUpChart(
      report([
        row({ startMethod: 'serial' }),
        row({ workers: 2, chunkSize: 25, speedUp: 1.9 }),
        row({ workers: 2, chunkSize: 1, speedUp: 1.2 }),
        row({ workers: 1, chunkSize: 50 }),
        row({ workers: 1, chunkSize: 1 }),
      ]),
    )
    expect(chart.series.map((s) => [s.label, s.points.map((p) => p.workers)])).toEqual([
      ['spawn, chunk 25–50', [1, 2]],
      ['spawn, chunk 1', [1, 2]],
    ])
    expect(chart.ideal).toEqual([
      { workers: 1, speedUp: 1 },
      { workers: 2, speedUp: 2 },
    ])
  })

  it('takes the spread from the slowest and fastest repeat', () => {
    const point = speedUpChart(report([row({ minMs: 500, maxMs: 2000 })])).series[0]!.points[0]
    expect(point).toMatchObject({ low: 0.5, high: 2 })
  })

  it('stacks the overhead, keeps the fastest rows when there are too many and counts the rest', () => {
    const rows = Array.from({ length: 30 }, (_, i) => row({ workers: i + 1, medianMs: 1000 - i }))
    const chart = overheadChart(report(rows))
    expect(chart.bars).toHaveLength(maxOverheadBars)
    expect(chart.leftOut).toBe(6)
    expect(chart.bars[0]).toMatchObject({ label: '7 workers', totalMs: 1005 })
  })

  it('finds the best row and rows whose results differ', () => {
    const rows = [row({}), row({ workers: 2, speedUp: 1.8 }), row({ workers: 4, resultDigest: 'other' })]
    expect(bestRow(report(rows))?.workers).toBe(2)
    expect(differingRows(report(rows))).toEqual([rows[2]])
    expect(bestRow(report([]))).toBe(null)
  })

  it('says the break-even, or that there is none', () => {
    const format = { count: String, duration: (ms: number) => `${ms} ms` }
    expect(breakEvenWords(report([]), format)).toContain('None of the measured settings')
    const some = { ...report([]), breakEven: { items: 11.2, workMsPerItem: 0.4 } }
    expect(breakEvenWords(some, format)).toBe(
      'It pays from 12 items on, or from 0.4 ms of work per item on, start-up included.',
    )
  })

  it('exports CSV that a spreadsheet reads as text and numbers', () => {
    const csv = reportAsCsv(report([row({ startMethod: 'a,"b"', resultDigest: '=1+1' })]))
    const [header, line, rest] = csv.split('\r\n')
    expect(header!.split(',')).toHaveLength(14)
    expect(line).toContain('"a,""b""",1,50')
    expect(line!.endsWith("'=1+1")).toBe(true)
    expect(rest).toBe('')
    expect(reportFileName(report([]), 'csv')).toBe('count-primes-200.csv')
  })
})

describe('the picture', () => {
  it('reads rows of numbers, bytes or base64 and refuses what is no row', () => {
    const expected = [1, 2, 3, 255]
    for (const rgb of [[1, 2, 3], new Uint8Array([1, 2, 3]), btoa('\x01\x02\x03')]) {
      expect([...rowPixels(pictureRow({ width: 1, rgb })!)]).toEqual(expected)
    }
    for (const value of [null, 7, { width: 1 }, { width: 2, rgb: [1, 2, 3] }, { width: 1, rgb: '%' }]) {
      expect(pictureRow(value)).toBe(null)
    }
  })

  it('is as wide as its first row and not drawn when it is too large', () => {
    expect(pictureSize([{ error: 'no row' }, { width: 2, rgb: new Uint8Array(6) }], 3)).toEqual({
      width: 2,
      height: 3,
    })
    expect(pictureSize([{ width: 100_000, rgb: new Uint8Array(300_000) }], 100_000)).toBe(null)
    expect(pictureSize([], 10)).toBe(null)
  })
})

describe('load per core', () => {
  const load = (atMs: number, cores: number[]) => ({
    atMs,
    cores,
    cpuPercent: 0,
    memoryUsedBytes: 0,
    memoryTotalBytes: 0,
    ownCpuPercent: 0,
  })

  it('has one series per logical core and marks those of the run', () => {
    const loads = [load(1000, [10, 20]), load(2000, [30, 40])]
    const series = coreSeries(loads, [processSnapshot({ core: 1 }), processSnapshot({ core: null })])
    expect(series.map((s) => [s.label, s.nowPercent, s.runProcesses])).toEqual([
      ['core 0', 30, []],
      ['core 1', 40, ['worker-1 (4211)']],
    ])
    expect(series[0]!.points).toEqual([
      { x: -1, y: 10 },
      { x: 0, y: 30 },
    ])
  })

  it('forgets what is older than a minute and ignores a sample that it has', () => {
    let loads: ReturnType<typeof appendLoad> = []
    for (let second = 0; second < 200; second++) loads = appendLoad(loads, load(second * 1000, [1]))
    expect(loads).toHaveLength(61)
    expect(appendLoad(loads, load(199_000, [1]))).toBe(loads)
  })
})
