import { app, Menu, type MenuItemConstructorOptions } from 'electron'

export interface MenuActions {
  about(): void
  licences(): void
  checkForUpdates(): void
  /** Opens a site of the allow-list. */
  openLink(url: string): void
}

/** Each is a site of `externalLinks.ts`. */
export const helpLinks = [
  {
    label: "Python's multiprocessing, the model of the library",
    url: 'https://docs.python.org/3/library/multiprocessing.html',
  },
  { label: 'Node.js, which programs run on', url: 'https://nodejs.org/docs/latest-v24.x/api/' },
] as const

/** The usual menu: what people expect of a window, and nothing that the page does itself. */
export function installMenu(actions: MenuActions): void {
  const isMac = process.platform === 'darwin'
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ label: 'Forkscope', submenu: appMenu(actions) }] : []),
    { label: '&File', submenu: [isMac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    { label: '&View', submenu: viewMenu() },
    { role: 'windowMenu' },
    { role: 'help', label: '&Help', submenu: helpMenu(actions, isMac) },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function viewMenu(): MenuItemConstructorOptions[] {
  return [
    { role: 'reload' },
    ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ]
}

/** Where macOS has what belongs to the app itself. */
function appMenu(actions: MenuActions): MenuItemConstructorOptions[] {
  return [
    ...ownItems(actions),
    { type: 'separator' },
    { role: 'services' },
    { type: 'separator' },
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    { type: 'separator' },
    { role: 'quit' },
  ]
}

function helpMenu(actions: MenuActions, isMac: boolean): MenuItemConstructorOptions[] {
  return [
    ...helpLinks.map(({ label, url }) => ({ label, click: () => actions.openLink(url) })),
    { type: 'separator' },
    { label: '&Licences', click: actions.licences },
    ...(isMac ? [] : ownItems(actions)),
  ]
}

function ownItems({ about, checkForUpdates }: MenuActions): MenuItemConstructorOptions[] {
  return [
    { label: 'Check for &Updates…', click: checkForUpdates },
    { label: '&About Forkscope', click: about },
  ]
}
