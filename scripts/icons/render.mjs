import { chromium } from 'playwright-core'
import { findBrowser } from '../browser/findBrowser.mjs'

/**
 * @callback Render
 * @param {string} svg
 * @param {number} size in pixels, of both sides
 * @param {number} [margin] share of the size that stays free on each side; default 0
 * @returns {Promise<Buffer>} a PNG with a transparent ground
 */

/**
 * Runs `work` with a renderer of drawings, and ends the browser after it.
 *
 * @param {(render: Render) => Promise<void>} work
 * @throws when no browser is found
 */
export async function withRenderer(work) {
  const executablePath = await findBrowser()
  if (executablePath === undefined)
    throw new Error('Icons are drawn by Chromium, Chrome or Edge, and none was found: install one.')
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath, args })
  try {
    const page = await browser.newPage({ deviceScaleFactor: 1 })
    await work(async (svg, size, margin = 0) => {
      const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
      const free = Math.round(size * margin)
      await page.setViewportSize({ width: size, height: size })
      await page.setContent(
        `<body style="margin:${free}px"><img src="${source}" style="display:block;width:${size - 2 * free}px">`,
      )
      await page
        .locator('img')
        .evaluate((image) => /** @type {{ decode(): Promise<void> }} */ (image).decode())
      return page.screenshot({ omitBackground: true, clip: { x: 0, y: 0, width: size, height: size } })
    })
  } finally {
    await browser.close()
  }
}
