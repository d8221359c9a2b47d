import { readToken } from '../../model/appearance.ts'

export type PatternName = 'solid' | 'diagonal' | 'dots' | 'outline'

const tilePx = 8

/**
 * A fill that is told apart by its pattern as well as by its colour. The tile is drawn anew for each call:
 * callers keep it for as long as the colours stay.
 */
export function patternFill(pattern: PatternName, color: string): string | CanvasPattern {
  if (pattern === 'solid') return color
  const tile = document.createElement('canvas')
  tile.width = tilePx
  tile.height = tilePx
  const context = tile.getContext('2d')
  if (!context) return color
  paintTile(context, pattern, color)
  return context.createPattern(tile, 'repeat') ?? color
}

function paintTile(context: CanvasRenderingContext2D, pattern: PatternName, color: string): void {
  context.fillStyle = readToken('--surface-panel')
  context.fillRect(0, 0, tilePx, tilePx)
  context.strokeStyle = color
  context.fillStyle = color
  if (pattern === 'diagonal') {
    context.lineWidth = 3
    context.beginPath()
    // The two short lines close the stripe over the corners of neighbouring tiles.
    for (const shift of [-tilePx, 0, tilePx]) {
      context.moveTo(shift - 2, tilePx + 2)
      context.lineTo(shift + tilePx + 2, -2)
    }
    context.stroke()
  } else if (pattern === 'dots') {
    for (const [x, y] of [
      [2, 2],
      [6, 6],
    ] as const) {
      context.beginPath()
      context.arc(x, y, 1.6, 0, 2 * Math.PI)
      context.fill()
    }
  } else {
    context.globalAlpha = 0.4
    context.fillRect(0, 0, tilePx, tilePx)
  }
}
