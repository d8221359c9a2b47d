import { describe, expect, it } from 'vitest'
import { useWebApp } from './support/webApp.ts'

/** Every view in both themes and in small windows: it looks finished, nothing is cut off, no axe violation. */

const app = useWebApp()
const views = ['Experiments', 'Lab', 'Processes', 'Settings'] as const

describe('in light and in dark', () => {
  it.each(views)('%s has no axe violation', async (view) => {
    const opened = await app.open()
    await opened.openView(view)
    await opened.settled()
    await opened.inspect(view.toLowerCase())
  })

  it('a page that begins dark is dark', async () => {
    const { page } = await app.open({ theme: 'dark' })
    await page.locator('html[data-theme="dark"]').waitFor()
  })
})

describe.each([
  ['a window of 1024 × 700', { viewport: { width: 1024, height: 700 } }, '1024x700'],
  ['200 % zoom', { viewport: { width: 1280, height: 800 }, zoom: 2 }, 'zoom200'],
] as const)('in %s', (_, options, name) => {
  it.each(views)('%s shows all of its width', async (view) => {
    const opened = await app.open(options)
    await opened.openView(view)
    await opened.settled()
    await opened.screenshot(`${view.toLowerCase()}-${name}`)
    await opened.expectNothingCutOff()
  })
})

describe('by keyboard alone', () => {
  it('the digits open the views; the address and the title follow', async () => {
    const { page } = await app.open()
    for (const [key, title] of [
      ['3', 'Processes'],
      ['1', 'Lab'],
      ['5', 'Settings'],
      ['2', 'Experiments'],
    ] as const) {
      await page.keyboard.press(key)
      await page.getByRole('main', { name: title }).waitFor()
      expect(page.url()).toContain(`#/${title.toLowerCase()}`)
      await page.waitForFunction((text) => document.title === text, `${title} – Forkscope`)
    }
    await page.goBack()
    await page.getByRole('main', { name: 'Settings' }).waitFor()
  })

  it('Tab reaches the view by the skip link, and the focus is always in sight', async () => {
    const opened = await app.open()
    await opened.settled()
    const { page } = opened
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the view')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('view')
    const outOfSight: string[] = []
    let seen = 0
    for (; seen < 60; seen++) {
      await page.keyboard.press('Tab')
      const focus = await page.evaluate(describeFocus)
      // Past the last element the focus goes round, by the browser's own controls.
      if (focus === null || focus.text === 'Skip to the view') break
      if (!focus.isInSight) outOfSight.push(focus.text)
    }
    expect(seen).toBeGreaterThan(8)
    expect(outOfSight).toEqual([])
  })

  it('the palette finds a command and runs it', async () => {
    const { page } = await app.open()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('open proc')
    await page.keyboard.press('Enter')
    await page.getByRole('main', { name: 'Processes' }).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('? lists the keys, and Escape closes the list', async () => {
    const opened = await app.open()
    await opened.page.keyboard.press('?')
    const dialog = opened.page.getByRole('dialog')
    await dialog.waitFor()
    // The view brings its keys when it has loaded; the list shows them then.
    await dialog.getByText('Run the experiment').waitFor()
    await opened.expectNoAxeViolations()
    await opened.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })
})

describe('settings', () => {
  it('change the theme at once, and a reload keeps it', async () => {
    const opened = await app.open({ theme: 'light' })
    const { page } = opened
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await background()
    await opened.openView('Settings')
    await page.getByRole('radio', { name: 'Dark' }).click()
    await expect.poll(background).not.toBe(light)
    const dark = await background()
    await page.reload()
    await page.getByRole('main', { name: 'Settings' }).waitFor()
    expect(await background()).toBe(dark)
  })
})

/** Runs in the page. */
function describeFocus(): { text: string; isInSight: boolean } | null {
  const element = document.activeElement
  if (element === null || element === document.body) return null
  const { top, bottom, left, right } = element.getBoundingClientRect()
  const isInSight = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth
  return { text: element.textContent.trim() || element.outerHTML.slice(0, 120), isInSight }
}
