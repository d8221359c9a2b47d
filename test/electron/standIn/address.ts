/**
 * Chromium itself knows no `forkscope:` scheme, which Electron would register. The stand-in's pages live at an
 * https origin instead (a secure context as well) whose requests never leave the process; everything that the
 * app sees is translated.
 */
const own = 'forkscope://app'
const shown = 'https://app.forkscope.test'

export function toBrowser(url: string): string {
  return url === own || url.startsWith(`${own}/`) ? shown + url.slice(own.length) : url
}

export function fromBrowser(url: string): string {
  return url === shown || url.startsWith(`${shown}/`) ? own + url.slice(shown.length) : url
}

/** As `WebFrameMain.origin` has it. */
export function originOf(url: string): string {
  if (url === own || url.startsWith(`${own}/`)) return own
  return URL.canParse(url) ? new URL(url).origin : 'null'
}
