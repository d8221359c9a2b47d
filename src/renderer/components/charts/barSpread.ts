import type { Plugin } from 'chart.js'

/** A bar that also knows its spread, in units of the x axis. */
export interface SpreadBar {
  x: number
  y: string
  low: number
  high: number
}

const capPx = 4

/** Draws the spread of horizontal bars as lines with caps, over the bars. `color` is read when it draws. */
export function barSpread(color: string): Plugin<'bar'> {
  return {
    id: 'barSpread',
    afterDatasetsDraw(chart) {
      const scale = chart.scales['x']
      if (!scale) return
      const { ctx } = chart
      ctx.save()
      ctx.strokeStyle = color
      ctx.lineWidth = 1.5
      ctx.beginPath()
      chart.data.datasets.forEach((dataset, index) => {
        chart.getDatasetMeta(index).data.forEach((element, position) => {
          const bar: unknown = dataset.data[position]
          if (!isSpread(bar)) return
          const [from, to] = [scale.getPixelForValue(bar.low), scale.getPixelForValue(bar.high)]
          ctx.moveTo(from, element.y)
          ctx.lineTo(to, element.y)
          for (const x of [from, to]) {
            ctx.moveTo(x, element.y - capPx)
            ctx.lineTo(x, element.y + capPx)
          }
        })
      })
      ctx.stroke()
      ctx.restore()
    },
  }
}

function isSpread(bar: unknown): bar is SpreadBar {
  return typeof bar === 'object' && bar !== null && 'low' in bar && 'high' in bar
}
