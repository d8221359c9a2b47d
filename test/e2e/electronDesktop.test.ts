import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findElectron } from '../../scripts/start/findElectron.mjs'
import { launchElectronApp, type ElectronApp } from '../electron/launchElectronApp.ts'
import { repositoryRoot } from '../support/cli.ts'
import { runFile } from '../support/runFileFixture.ts'

/** What belongs to the desktop and not to the page: the menu, messages, files that are opened, a second start. */

let app: ElectronApp
let folder: string

// Menus and messages of the system cannot be reached on the real one.
describe.skipIf(findElectron(repositoryRoot).usable)('on the stand-in', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'forkscope-desktop-'))
    for (const name of ['given', 'second', 'asked'])
      writeFileSync(join(folder, `${name}.forkscope`), JSON.stringify(runFile()))
    app = await launchElectronApp(repositoryRoot, {
      args: [join(folder, 'notes.txt'), join(folder, 'given.forkscope'), '--no-sandbox'],
      env: { FORKSCOPE_STAND_IN_OPEN_FILE: join(folder, 'early.txt') },
    })
  })
  afterAll(async () => {
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  interface Box {
    message: string
    detail: string
    buttons: string[]
  }

  /** A message that has appeared, by what it says. */
  async function box(words: string): Promise<Box> {
    const [, json] = await app.printed(new RegExp(`^\\[messageBox\\] (\\{.*${words}.*\\})$`, 'm'))
    return JSON.parse(json!) as Box
  }

  /** In the window, as the run of that file. */
  async function showsFile(name: string): Promise<void> {
    const page = await app.page()
    await page.getByRole('region', { name: 'From a file', exact: true }).getByText(name).first().waitFor()
  }

  test('a run file that is given as an argument is shown', () => showsFile('given.forkscope'))

  test('a start without the sandbox is told in words, and works', async () => {
    expect((await box('without Chromium')).detail).toMatch(/--no-sandbox|as root/)
    await (await app.page()).getByRole('main').waitFor()
  })

  test('what is no run file is told, also when it was asked for before the app was ready', async () => {
    expect((await box('notes.txt')).message).toContain('Forkscope opens saved runs')
    expect((await box('early.txt')).message).toContain('is not one')
  })

  test('a second start brings the window to the front, hands over what it was given, and ends', async () => {
    expect(app.output).not.toContain('[focus]')
    const second = await app.startAgain([join(folder, 'letter.odt'), join(folder, 'second.forkscope')])
    expect(second).not.toContain('DevTools listening')
    await app.printed(/^\[focus\]/m)
    expect((await box('letter.odt')).message).toContain('is not one')
    await showsFile('second.forkscope')
  })

  test('a run file that the system of a Mac hands over is shown; one that is gone is told', async () => {
    app.order({ do: 'openFile', path: join(folder, 'asked.forkscope') })
    await showsFile('asked.forkscope')
    app.order({ do: 'openFile', path: join(folder, 'gone.forkscope') })
    await (
      await app.page()
    )
      .getByText(/gone\.forkscope is not there/)
      .first()
      .waitFor()
  })

  test('the about box has versions, copyright and licence, and leads to the licences of all that is shipped', async () => {
    app.order({ do: 'choose', labels: ['Help', 'About Forkscope'] })
    const { detail, buttons } = await box('Copyright')
    for (const part of ['Forkscope: ', 'Electron: ', 'Chromium: ', 'Node.js: ', 'V8: ', 'System: '])
      expect(detail).toContain(part)
    expect(detail).toContain('Copyright © The Forkscope authors. MIT licence.')
    app.order({ do: 'answer', response: buttons.indexOf('Licences') })
    await app.printed(/\[openPath\] .*THIRD_PARTY_LICENSES\.txt|There is no THIRD_PARTY_LICENSES\.txt/)
  })

  test('updates that are not configured are told when they are asked for', async () => {
    app.order({ do: 'choose', labels: ['Help', 'Check for Updates…'] })
    expect((await box('does not update itself')).detail).toContain('it asks nobody')
  })

  test('links of the help menu go to the browser of the user', async () => {
    app.order({ do: 'choose', labels: ['Help', "Python's multiprocessing, the model of the library"] })
    await app.printed(/\[openExternal\] https:\/\/docs\.python\.org\/3\/library\/multiprocessing\.html/)
  })

  test('a page that hangs is asked about and loaded again, and a helper process that is gone is told', async () => {
    app.order({ do: 'windowEvent', event: 'unresponsive' })
    expect((await box('does not respond')).buttons).toEqual(['Wait', 'Load again'])
    app.order({ do: 'windowEvent', event: 'responsive' })
    const hanging = await app.page()
    app.order({ do: 'windowEvent', event: 'unresponsive' })
    await app.printed(/(does not respond[^]*){2}/)
    app.order({ do: 'answer', response: 1 })
    await expect.poll(() => hanging.isClosed(), { timeout: 20_000 }).toBe(true)
    await (await app.page()).getByRole('main').waitFor()
    app.order({ do: 'childGone', details: { type: 'GPU', reason: 'crashed', exitCode: 139 } })
    await app.printed(/draws with the graphics card is gone \(it crashed, exit code 139\)/)
  })
})
