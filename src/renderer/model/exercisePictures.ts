import type { ExercisePicture, PictureTile } from '../../shared/exerciseViews.ts'

/** Colours to tell workers apart; numbers do it as well. */
export const tileColors = 6

export interface WorkerTiles {
  name: string
  /** From 1, in the order of their first tiles. */
  number: number
  /** Which of the {@link tileColors}. */
  color: number
  tiles: number
}

export function tilesByWorker(tiles: readonly PictureTile[]): WorkerTiles[] {
  const counts = new Map<string, number>()
  for (const { worker } of tiles) counts.set(worker, (counts.get(worker) ?? 0) + 1)
  return [...counts].map(([name, count], index) => ({
    name,
    number: index + 1,
    color: index % tileColors,
    tiles: count,
  }))
}

/** As RGBA, opaque. The picture's schema has seen to it that there are as many bytes as pixels. */
export function pixelsOf({ width, height, format, pixels }: ExercisePicture): Uint8ClampedArray<ArrayBuffer> {
  const bytes = atob(pixels)
  const rgba = new Uint8ClampedArray(width * height * 4)
  const perPixel = format === 'rgb' ? 3 : 1
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const at = pixel * perPixel + (format === 'rgb' ? channel : 0)
      rgba[pixel * 4 + channel] = bytes.charCodeAt(at)
    }
    rgba[pixel * 4 + 3] = 255
  }
  return rgba
}
