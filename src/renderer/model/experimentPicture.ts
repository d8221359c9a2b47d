/** A row of pixels as an experiment delivers it: three bytes per pixel. */
export interface PictureRow {
  width: number
  rgb: ArrayLike<number>
}

export interface Picture {
  width: number
  height: number
  /** RGBA, rows from the top; rows that have not come yet are transparent. */
  pixels: Uint8ClampedArray<ArrayBuffer>
  rowsReady: number
}

const maxPixels = 64_000_000

/** A result value as a row of pixels, or null when it is none. `rgb` comes as numbers, bytes or base64. */
export function pictureRow(value: unknown): PictureRow | null {
  if (typeof value !== 'object' || value === null) return null
  const { width, rgb } = value as { width?: unknown; rgb?: unknown }
  if (!Number.isInteger(width) || (width as number) < 1) return null
  const bytes = bytesOf(rgb)
  return bytes && bytes.length >= (width as number) * 3 ? { width: width as number, rgb: bytes } : null
}

/**
 * The picture of the rows that have come; null before the first one, or when it is too large to show.
 * `height` is the number of items, which is known before all rows are there.
 */
export function composePicture(rows: ReadonlyMap<number, unknown>, height: number): Picture | null {
  let picture: Picture | null = null
  for (const [index, value] of rows) {
    const row = index < height ? pictureRow(value) : null
    if (row === null) continue
    picture ??= emptyPicture(row.width, height)
    if (picture === null) return null
    if (row.width !== picture.width) continue
    drawRow(picture, index, row)
  }
  return picture
}

function emptyPicture(width: number, height: number): Picture | null {
  if (width * height > maxPixels || height < 1) return null
  return { width, height, pixels: new Uint8ClampedArray(width * height * 4), rowsReady: 0 }
}

function drawRow(picture: Picture, index: number, { rgb }: PictureRow): void {
  const start = index * picture.width * 4
  for (let x = 0; x < picture.width; x++) {
    const to = start + x * 4
    picture.pixels[to] = rgb[x * 3]!
    picture.pixels[to + 1] = rgb[x * 3 + 1]!
    picture.pixels[to + 2] = rgb[x * 3 + 2]!
    picture.pixels[to + 3] = 255
  }
  picture.rowsReady++
}

function bytesOf(rgb: unknown): ArrayLike<number> | null {
  if (rgb instanceof Uint8Array || rgb instanceof Uint8ClampedArray || Array.isArray(rgb)) return rgb
  if (typeof rgb === 'string') return fromBase64(rgb)
  // A typed array that went through JSON: { "0": 12, "1": 34, … }.
  if (typeof rgb === 'object' && rgb !== null && '0' in rgb)
    return Object.values(rgb as Record<string, number>)
  return null
}

function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
