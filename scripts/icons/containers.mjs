/** The two files that hold an icon in many sizes. Both may hold PNG since Windows Vista and macOS 10.7. */

/**
 * What macOS calls the sizes: a picture for plain screens, or of half the size for those with twice the pixels. The
 * types for plain 16 and 32 may not hold PNG; macOS takes the ones for such screens instead.
 * @type {readonly [type: string, pixels: number][]}
 */
const icnsTypes = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]

/** @param {Map<number, Buffer>} images PNGs by size in pixels, 256 at most @returns {Buffer} */
export function ico(images) {
  const headerBytes = 6
  const entryBytes = 16
  const header = Buffer.alloc(headerBytes + entryBytes * images.size)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(images.size, 4)
  let at = headerBytes
  let dataAt = header.length
  for (const [size, png] of images) {
    // 256 does not fit in a byte and is written as 0.
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(png.length, at + 8)
    header.writeUInt32LE(dataAt, at + 12)
    at += entryBytes
    dataAt += png.length
  }
  return Buffer.concat([header, ...images.values()])
}

/** @param {Map<number, Buffer>} images PNGs by size in pixels @returns {Buffer} */
export function icns(images) {
  const parts = icnsTypes.flatMap(([type, pixels]) => {
    const png = images.get(pixels)
    if (png === undefined) throw new Error(`An icon for macOS needs a picture of ${pixels} pixels.`)
    return [block(type, png.length), png]
  })
  const bytes = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([block('icns', bytes), ...parts])
}

/** @param {string} type four letters @param {number} length of what follows, in bytes */
function block(type, length) {
  const header = Buffer.alloc(8)
  header.write(type, 'latin1')
  header.writeUInt32BE(length + header.length, 4)
  return header
}
