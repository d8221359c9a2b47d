import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { icns, ico } from './icons/containers.mjs'
import { withRenderer } from './icons/render.mjs'
import { ensureToolNode } from './toolNode.mjs'

ensureToolNode()

/**
 * `npm run icons`: from the drawings in packaging/icons every file that a system wants, by a real Chromium. They are
 * committed, so that packaging needs no browser.
 */

const root = dirname(import.meta.dirname)
const folder = join(root, 'packaging', 'icons')
const sizes = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024]
/** Windows knows none larger than 256. */
const icoSizes = [16, 24, 32, 48, 64, 128, 256]
/** Up to here the drawing for few pixels is the clearer one. */
const largestSmall = 24
/** What Apple's grid leaves free on each side of a round icon. */
const macMargin = 0.06

/** @param {string} name */
const drawing = (name) => readFileSync(join(folder, name), 'utf8')

await withRenderer(async (render) => {
  const app = drawing('icon.svg')
  const small = drawing('icon-small.svg')
  const run = drawing('run.svg')

  const icons = await renderAll(render, (size) => (size <= largestSmall ? small : app))
  save('linux', icons)
  write('icon.ico', ico(pick(icons, icoSizes)))
  write('icon.icns', icns(await renderAll(render, () => app, macMargin)))

  const files = await renderAll(render, () => run)
  save('run', pick(files, [16, 32, 48, 64, 128, 256]))
  write('run.ico', ico(pick(files, icoSizes)))
  write('run.icns', icns(files))
})
copyFileSync(join(folder, 'icon-small.svg'), join(root, 'src', 'renderer', 'public', 'favicon.svg'))

/**
 * @param {import('./icons/render.mjs').Render} render
 * @param {(size: number) => string} drawingFor
 * @param {number} [margin] share of the size
 * @returns {Promise<Map<number, Buffer>>} by size in pixels
 */
async function renderAll(render, drawingFor, margin = 0) {
  const images = new Map()
  for (const size of sizes) images.set(size, await render(drawingFor(size), size, margin))
  return images
}

/** @param {Map<number, Buffer>} images @param {number[]} wanted sizes @returns {Map<number, Buffer>} */
function pick(images, wanted) {
  return new Map([...images].filter(([size]) => wanted.includes(size)))
}

/** @param {string} name of a folder @param {Map<number, Buffer>} images */
function save(name, images) {
  mkdirSync(join(folder, name), { recursive: true })
  for (const [size, png] of images) write(join(name, `${size}x${size}.png`), png)
}

/** @param {string} name @param {Buffer} bytes */
function write(name, bytes) {
  writeFileSync(join(folder, name), bytes)
  console.log(`packaging/icons/${name}  ${bytes.length} bytes`)
}
