import { strict } from './strict.ts'

const roles = new Set(
  (
    'close quit editMenu windowMenu help reload toggleDevTools resetZoom zoomIn zoomOut togglefullscreen ' +
    'services hide hideOthers unhide'
  ).split(' '),
)

interface MenuItem {
  role?: string
  label?: string
  type?: string
  click?: () => void
  submenu?: MenuItem[]
}

let applicationMenu: MenuItem[] = []

export const Menu = strict('Menu', {
  buildFromTemplate: (template: MenuItem[]): MenuItem[] => {
    checkMenu(template)
    return template
  },
  setApplicationMenu: (menu: MenuItem[]): void => {
    applicationMenu = menu
  },
})

/** A test chooses an item, by its labels without the marks of their keys. */
export function chooseItem(labels: readonly string[]): void {
  let items: readonly MenuItem[] = applicationMenu
  let found: MenuItem | undefined
  for (const label of labels) {
    found = items.find((item) => item.label?.replace('&', '') === label)
    if (!found) throw new Error(`The menu has no ${labels.join(' > ')}.`)
    items = found.submenu ?? []
  }
  found?.click?.()
}

function checkMenu(items: readonly MenuItem[]): void {
  for (const { role, submenu = [] } of items) {
    if (role !== undefined && !roles.has(role)) throw new Error(`The stand-in knows no menu role '${role}'.`)
    checkMenu(submenu)
  }
}
