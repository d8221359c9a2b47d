import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { CliProcess } from '../support/cli.ts'
import { useWebApp } from './support/webApp.ts'

/** What the page says when it may not, or can no longer, speak to its host. */

const app = useWebApp()

/** Without the checks of `app.open`: here the console's errors are what is provoked. */
async function newPage(url: string): Promise<Page> {
  const context = await app.browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await page.goto(url)
  return page
}

it('a wrong token is refused in words that help', async () => {
  const page = await newPage(app.url.replace(/token=.{8}/, 'token=AAAAAAAA'))
  const alert = page.getByRole('alert').first()
  await alert.waitFor()
  expect(await alert.innerText()).toMatch(/address/)
})

it('no token is refused in the same way', async () => {
  const page = await newPage(app.url.replace(/#.*/, ''))
  await page.getByText(/cannot reach its host/).waitFor()
})

it('the token leaves the address bar, and a reload still connects', async () => {
  const { page } = await app.open()
  expect(page.url()).not.toContain('token')
  await page.reload()
  await page.getByRole('navigation', { name: 'Views' }).waitFor()
})

it('the end of the host is told, with what is to be done', async () => {
  const host = new CliProcess(['serve', '--port', '0'])
  const [url] = await host.waitForOutput(/http:\/\/127\.0\.0\.1:\S+/)
  const page = await newPage(url)
  await page.getByRole('navigation', { name: 'Views' }).waitFor()
  host.kill('SIGTERM')
  await page.getByText(/connection to the host is lost/i).waitFor()
  await page.getByRole('button', { name: 'Retry' }).waitFor()
  await expect(host.ended).resolves.toMatchObject({ signal: null })
})

it('an address with the right token, put into the same tab, connects', async () => {
  const page = await newPage(app.url.replace(/token=.{8}/, 'token=AAAAAAAA'))
  await page.getByRole('alert').first().waitFor()
  await page.goto(app.url)
  await page.getByRole('navigation', { name: 'Views' }).waitFor()
  expect(page.url()).not.toContain('token')
})

it('a view whose files do not arrive is told, and comes with its looks when tried again', async () => {
  const page = await newPage(app.url)
  await page.getByRole('navigation', { name: 'Views' }).waitFor()
  await page.route(/ProcessesView/, (route) => route.abort())
  await page.keyboard.press('3')
  await page.getByText('The view Processes could not be loaded').waitFor()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('The view Processes could not be loaded').waitFor()
  await page.unroute(/ProcessesView/)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('grid').or(page.getByRole('treegrid')).first().waitFor()
  const missing = await page.evaluate(
    () =>
      [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].filter(({ sheet }) => !sheet)
        .length,
  )
  expect(missing).toBe(0)
})

it('a run whose connection broke stays in sight, and goes on after Retry', async () => {
  const { page } = await app.open()
  // A break of the connection alone: the host goes on.
  await page.addInitScript(() => {
    const sockets: WebSocket[] = []
    Object.assign(window, { breakConnection: () => sockets.forEach((socket) => socket.close()) })
    window.WebSocket = class extends WebSocket {
      constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
        super(...parameters)
        sockets.push(this)
      }
    }
  })
  await page.reload()
  await page.getByRole('textbox', { name: 'Items', exact: true }).fill('100000')
  await page.keyboard.press('Control+Enter')
  const processes = page.getByRole('heading', { name: 'Processes', exact: true })
  await processes.waitFor()
  await page.evaluate(() => (window as unknown as { breakConnection(): void }).breakConnection())
  await page.getByText('The experiment cannot be watched any more').waitFor()
  await page.getByText('not watched', { exact: true }).waitFor()
  // The notices stand above the panels, not over them.
  await processes.click({ trial: true })
  await page.getByRole('button', { name: 'Retry' }).click()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByText('The experiment has no result').waitFor()
  expect(await page.getByText('cannot be watched any more').count()).toBe(0)
})
