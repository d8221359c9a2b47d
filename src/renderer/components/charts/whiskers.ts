import type { Plugin } from 'chart.js'

/** A point that also knows its spread, in units of the y axis. */
export interface SpreadPoint {
  x: number
  y: number
  low: number
  high: number
}

const capPx = 4

/** Draws each point's spread as a line with caps behind the points. */
export const whiskers: Plugin<'line'> = {
  id: 'whiskers',
  beforeDatasetDraw(chart, { index, meta }) {
    const scale = chart.scales['y']
    const dataset = chart.data.datasets[index]
    const color = dataset?.borderColor
    if (!scale || !dataset || meta.hidden || typeof color !== 'string') return
    const { ctx } = chart
    ctx.save()
    ctx.strokeStyle = color
    ctx.lineWidth = 1
    ctx.beginPath()
    meta.data.forEach((element, position) => {
      const point = dataset.data[position]
      if (!isSpread(point)) return
      const top = scale.getPixelForValue(point.high)
      const bottom = scale.getPixelForValue(point.low)
      ctx.moveTo(element.x, top)
      ctx.lineTo(element.x, bottom)
      for (const y of [top, bottom]) {
        ctx.moveTo(element.x - capPx, y)
        ctx.lineTo(element.x + capPx, y)
      }
    })
    ctx.stroke()
    ctx.restore()
  },
}

function isSpread(point: unknown): point is SpreadPoint {
  return typeof point === 'object' && point !== null && 'low' in point && 'high' in point
}
