import { Barrier, Pool, currentProcess } from 'multiprocessing'

/** A rectangle of the picture. */
interface Tile {
  x: number
  y: number
  width: number
  height: number
}

/** A rectangle with its pixels: one byte each, row by row, 0 is black. */
interface Part extends Tile {
  pixels: Uint8Array
}

interface Job {
  tile: Tile
  /** The pixels that the worker may look at. */
  source: Part
  radius: number
}

/** What a worker does: each pixel of the tile becomes the mean of the pixels around it. */
export function blurTile({ tile, source, radius }: Job) {
  const pixels = new Uint8Array(tile.width * tile.height)
  for (let row = 0; row < tile.height; row++) {
    for (let column = 0; column < tile.width; column++) {
      pixels[row * tile.width + column] = meanAround(tile.x + column, tile.y + row, radius, source)
    }
  }
  return { ...tile, pixels, worker: currentProcess().name, sentPixels: source.pixels.length }
}

/** The mean of the square around a pixel, as far as the source has it. */
function meanAround(x: number, y: number, radius: number, source: Part): number {
  const { pixels } = source
  const square = grow({ x, y, width: 1, height: 1 }, radius, source)
  let sum = 0
  for (let row = square.y; row < square.y + square.height; row++) {
    const start = (row - source.y) * source.width + square.x - source.x
    for (let index = start; index < start + square.width; index++) sum += pixels[index] ?? 0
  }
  return Math.round(sum / (square.width * square.height))
}

/** The rectangle with a margin on each side, but never beyond the edges of `bounds`. */
function grow({ x, y, width, height }: Tile, margin: number, bounds: Tile): Tile {
  const left = Math.max(x - margin, bounds.x)
  const top = Math.max(y - margin, bounds.y)
  const right = Math.min(x + width + margin, bounds.x + bounds.width)
  const bottom = Math.min(y + height + margin, bounds.y + bounds.height)
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** A copy of a rectangle of the picture. */
function cut(picture: Part, { x, y, width, height }: Tile): Part {
  const pixels = new Uint8Array(width * height)
  for (let row = 0; row < height; row++) {
    const start = (y + row) * picture.width + x
    pixels.set(picture.pixels.subarray(start, start + width), row * width)
  }
  return { x, y, width, height, pixels }
}

function paste(picture: Part, { x, y, width, height, pixels }: Part) {
  for (let row = 0; row < height; row++) {
    picture.pixels.set(pixels.subarray(row * width, (row + 1) * width), (y + row) * picture.width + x)
  }
}

function tilesOf({ width, height }: Tile, size: number): Tile[] {
  const tiles: Tile[] = []
  for (let y = 0; y < height; y += size) {
    for (let x = 0; x < width; x += size) {
      // The last ones of a row and of a column may be smaller.
      tiles.push({ x, y, width: Math.min(size, width - x), height: Math.min(size, height - y) })
    }
  }
  return tiles
}

/** The moon over the sea. */
function drawPicture(width: number, height: number): Part {
  const pixels = new Uint8Array(width * height)
  const moon = { x: width * 0.68, y: height * 0.32, radius: height * 0.2 }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isSea = y > height * 0.66
      const isGlint = isSea && Math.sin(y * 1.1) > 0 && Math.abs(x - moon.x + 9 * Math.sin(y)) < y / 4
      const isHill = y > height * (0.62 - 0.16 * Math.abs(Math.sin(x / 37)))
      const isMoon = !isHill && Math.hypot(x - moon.x, y - moon.y) < moon.radius
      const isStar = Math.imul(x + 241 * y, 2654435761) >>> 0 < 10_000_000
      const ground = isSea ? 40 : isHill ? 10 : isStar ? 255 : 50 + (70 * y) / height
      pixels[y * width + x] = isGlint || isMoon ? 245 : ground
    }
  }
  return { x: 0, y: 0, width, height, pixels }
}

// So that all begin together: no worker takes a tile before the last of them is there.
export async function gather(workers: Barrier) {
  await workers.wait()
}

export async function main({ tileSize = 40, radius = 4, workers = 2 }) {
  const before = drawPicture(240, 160)
  const after: Part = { ...before, pixels: new Uint8Array(before.pixels.length) }
  const jobs = tilesOf(before, tileSize).map(
    // Each worker gets its tile. Is that all that it needs?
    (tile): Job => ({ tile, source: cut(before, tile), radius }),
  )

  await using pool = new Pool(workers, { initializer: gather, initArgs: [new Barrier(workers)] })
  const tiles = []
  let sentPixels = 0
  for await (const part of pool.imapUnordered(blurTile, jobs)) {
    paste(after, part)
    const { x, y, width, height, worker } = part
    tiles.push({ x, y, width, height, worker })
    sentPixels += part.sentPixels
  }

  return { pictures: [shown('Before', before), shown('After', after)], tiles, sentPixels }
}

function shown(title: string, { width, height, pixels }: Part) {
  return { title, width, height, pixels: Buffer.from(pixels).toString('base64') }
}
