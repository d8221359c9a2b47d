import { useEffect, useMemo, useRef, type ReactNode } from 'react'
import { pictureRow, pictureSize, rowPixels, type PictureSize } from '../../model/experimentPicture.ts'
import { formatCount } from '../../model/format.ts'
import './PictureCanvas.css'

export interface PictureCanvasProps {
  /** Rows by index, as they come. */
  rows: ReadonlyMap<number, unknown>
  /** How many there will be. */
  height: number
}

/** The picture that rows of pixels make. A row is drawn once, when it comes or changes. */
export function PictureCanvas({ rows, height }: PictureCanvasProps): ReactNode {
  const size = useMemo(() => pictureSize(rows.values(), height), [rows, height])
  if (size === null) {
    return (
      <p className="muted">
        {rows.size === 0
          ? 'The picture appears here, row by row.'
          : `${formatCount(rows.size).value} rows came; together they are too large to draw, or no rows of pixels.`}
      </p>
    )
  }
  return <Drawing rows={rows} size={size} />
}

function Drawing({ rows, size }: { rows: ReadonlyMap<number, unknown>; size: PictureSize }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawn = useRef(new Map<number, unknown>())
  const { width, height } = size
  useEffect(() => {
    // A new size has cleared the canvas.
    drawn.current = new Map()
  }, [width, height])
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    for (const [index, value] of rows) {
      if (drawn.current.get(index) === value || index >= height) continue
      drawn.current.set(index, value)
      const row = pictureRow(value)
      if (row?.width === width) context.putImageData(new ImageData(rowPixels(row), width, 1), 0, index)
    }
  }, [rows, width, height])
  const ready = Math.min(rows.size, height)
  const words = `${formatCount(width).value} × ${formatCount(height).value} pixels, ${formatCount(ready).value} of ${formatCount(height).value} rows drawn`
  return (
    <figure className="picture">
      <canvas
        ref={canvas}
        width={width}
        height={height}
        role="img"
        aria-label={`Picture of the results: ${words}.`}
      />
      <figcaption className="muted num">{words}</figcaption>
    </figure>
  )
}
