import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { icns, ico } from '../../../scripts/icons/containers.mjs'

const root = join(import.meta.dirname, '..', '..', '..')
const folder = join(root, 'packaging', 'icons')
const file = (name: string): Buffer => readFileSync(join(folder, name))

describe('the icons', () => {
  it('lie there in the sizes that their names say, with a transparent ground', () => {
    for (const size of [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024])
      expect(pngFacts(file(`linux/${size}x${size}.png`))).toEqual({
        width: size,
        height: size,
        hasAlpha: true,
      })
  })

  it.each(['icon.ico', 'run.ico'])('%s holds each size of Windows as a picture of that size', (name) => {
    expect(icoSizes(file(name))).toEqual([16, 24, 32, 48, 64, 128, 256])
  })

  it.each(['icon.icns', 'run.icns'])('%s holds what macOS asks for, up to 1024 pixels', (name) => {
    expect(icnsSizes(file(name))).toEqual({
      ic11: 32,
      ic12: 64,
      ic07: 128,
      ic13: 256,
      ic08: 256,
      ic14: 512,
      ic09: 512,
      ic10: 1024,
    })
  })

  it('say which size is missing for macOS, and write 256 as Windows does', () => {
    expect(() => icns(new Map([[32, file('linux/32x32.png')]]))).toThrow('64 pixels')
    expect(ico(new Map([[256, file('linux/256x256.png')]])).readUInt8(6)).toBe(0)
  })

  it('are the drawing that the page has', () => {
    expect(readFileSync(join(root, 'src/renderer/public/favicon.svg'))).toEqual(file('icon-small.svg'))
  })
})

function pngFacts(png: Buffer): { width: number; height: number; hasAlpha: boolean } {
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), hasAlpha: png.readUInt8(25) === 6 }
}

function icoSizes(bytes: Buffer): number[] {
  return Array.from({ length: bytes.readUInt16LE(4) }, (_, index) => {
    const entry = bytes.subarray(6 + 16 * index)
    const start = entry.readUInt32LE(12)
    const { width } = pngFacts(bytes.subarray(start, start + entry.readUInt32LE(8)))
    expect(entry.readUInt8(0)).toBe(width % 256)
    return width
  })
}

function icnsSizes(bytes: Buffer): Record<string, number> {
  expect(bytes.readUInt32BE(4)).toBe(bytes.length)
  const sizes: Record<string, number> = {}
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at + 4))
    sizes[bytes.toString('latin1', at, at + 4)] = pngFacts(bytes.subarray(at + 8)).width
  return sizes
}
