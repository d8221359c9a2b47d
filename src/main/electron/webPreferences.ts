import type { WebPreferences } from 'electron'

/**
 * What the window's page may do: nothing but show itself. Electron's defaults are said again, so that a default that
 * changes, or a line that somebody adds, is seen.
 *
 * @param preload - absolute path of the built preload script.
 */
export function pagePreferences(preload: string, isPackaged: boolean): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    plugins: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    devTools: !isPackaged,
    spellcheck: false,
    // A run is watched also while the window is behind others.
    backgroundThrottling: false,
  }
}
