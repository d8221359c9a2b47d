import { join } from 'node:path'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { linuxExecutable } from './packagedManifest.mjs'

/**
 * Electron's fuses: what the packaged binary can do at all, whatever it is started with. Each is decided here and
 * nowhere else, `npm run dist:check` reads them back from the package.
 *
 * @typedef {object} Fuse
 * @property {FuseV1Options} option
 * @property {boolean} isOn
 * @property {string} reason
 */

/** electron-builder's number of it. */
const arm64 = 3

/** @type {readonly Fuse[]} */
export const fuses = [
  {
    option: FuseV1Options.RunAsNode,
    isOn: true,
    reason:
      'The processes of a run and the command line are the app itself, started as Node. Who can set its ' +
      "environment can start programs with the user's rights anyway.",
  },
  {
    option: FuseV1Options.EnableCookieEncryption,
    isOn: true,
    reason: 'What Chromium keeps on disk is encrypted with a key of the system.',
  },
  {
    option: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    isOn: false,
    reason: 'NODE_OPTIONS and NODE_EXTRA_CA_CERTS would bring foreign code and authorities into the app.',
  },
  {
    option: FuseV1Options.EnableNodeCliInspectArguments,
    isOn: false,
    reason: 'No debugger on the main process, neither by --inspect nor by SIGUSR1.',
  },
  {
    option: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
    isOn: true,
    reason: 'On macOS and Windows a changed app.asar does not start. On Linux Electron does not check it.',
  },
  {
    option: FuseV1Options.OnlyLoadAppFromAsar,
    isOn: true,
    reason: 'A folder "app" laid beside app.asar would be started without its integrity being checked.',
  },
  {
    option: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
    isOn: false,
    reason: 'There is no snapshot of our own; with it on, the app would look for a file that is not there.',
  },
  {
    option: FuseV1Options.GrantFileProtocolExtraPrivileges,
    isOn: false,
    reason: 'The page is served by a protocol of its own; file:// needs no rights beyond those of a browser.',
  },
  {
    option: FuseV1Options.WasmTrapHandlers,
    isOn: true,
    reason: "Electron's default: faster WebAssembly, with bounds still checked, by the processor.",
  },
]

/**
 * Sets every fuse of a package that is about to be signed: the signature covers them. A fuse that a new Electron
 * brings is an error until it is decided here. (electron-builder's own setting knows fewer fuses.)
 *
 * @param {import('electron-builder').AfterPackContext} context
 */
export async function applyFuses({ appOutDir, packager, electronPlatformName, arch }) {
  const { productFilename } = packager.appInfo
  const isMac = electronPlatformName === 'darwin'
  const file = isMac
    ? `${productFilename}.app`
    : electronPlatformName === 'win32'
      ? `${productFilename}.exe`
      : linuxExecutable
  const settings = Object.fromEntries(fuses.map(({ option, isOn }) => [option, isOn]))
  const config = /** @type {import('@electron/fuses').FuseConfig} */ ({
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    // Apple's processors start nothing whose signature is broken, not even what nobody signs after this.
    resetAdHocDarwinSignature: isMac && arch === arm64,
    ...settings,
  })
  await flipFuses(join(appOutDir, file), config)
}
