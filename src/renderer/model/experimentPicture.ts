/** A row of pixels as an experiment delivers it: three bytes per pixel. */
export interface PictureRow {
  width: number
  rgb: ArrayLike<number>
}

/** A picture larger than this is not drawn. */
export const maxPicturePixels = 64_000_000

/** A result value as a row of pixels, or null when it is none. `rgb` comes as numbers, bytes or base64. */
export function pictureRow(value: unknown): PictureRow | null {
  if (typeof value !== 'object' || value === null) return null
  const { width, rgb } = value as { width?: unknown; rgb?: unknown }
  if (typeof width !== 'number' || !Number.isInteger(width) || width < 1) return null
  const bytes = bytesOf(rgb)
  return bytes && bytes.length >= width * 3 ? { width, rgb: bytes } : null
}

/** The row as RGBA, opaque. */
export function rowPixels({ width, rgb }: PictureRow): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(width * 4)
  for (let x = 0; x < width; x++) {
    pixels[x * 4] = rgb[x * 3]!
    pixels[x * 4 + 1] = rgb[x * 3 + 1]!
    pixels[x * 4 + 2] = rgb[x * 3 + 2]!
    pixels[x * 4 + 3] = 255
  }
  return pixels
}

export interface PictureSize {
  width: number
  height: number
}

/**
 * The size of the picture that rows make: as wide as the first of them, as high as there are items. Null before
 * the first row, and when it is too large to draw.
 */
export function pictureSize(values: Iterable<unknown>, height: number): PictureSize | null {
  for (const value of values) {
    const row = pictureRow(value)
    if (row) return row.width * height <= maxPicturePixels && height > 0 ? { width: row.width, height } : null
  }
  return null
}

function bytesOf(rgb: unknown): ArrayLike<number> | null {
  if (rgb instanceof Uint8Array || rgb instanceof Uint8ClampedArray) return rgb
  if (Array.isArray(rgb)) return rgb as number[]
  return typeof rgb === 'string' ? fromBase64(rgb) : null
}

function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
