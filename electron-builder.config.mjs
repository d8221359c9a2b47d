import { existsSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { applyFuses } from './scripts/dist/fuses.mjs'
import { provideBundler } from './scripts/dist/bundlerPackage.mjs'
import { linuxExecutable, packagedManifest, productName } from './scripts/dist/packagedManifest.mjs'

/**
 * How Forkscope is packaged. `npm run dist` builds and packages for this system, `npm run dist:check` inspects
 * what comes out; deb and rpm are made of the unpacked folder by `scripts/dist/linux`.
 */

const root = import.meta.dirname

/** What is made before packing and goes into it. */
const parts = 'dist/.parts'

/** Ours, and those of all that is shipped. */
const licences = ['LICENSE', 'THIRD_PARTY_LICENSES.txt'].filter((name) => existsSync(join(root, name)))

/** @param {string} path in packaging, which is the tool's folder of such things */
function icon(path) {
  return existsSync(join(root, 'packaging', path)) ? { icon: path } : {}
}

/** Nothing is packed that is not named here: the first set has a `from`, so no pattern of the tool's own is added. */
const files = [
  { from: parts, to: '.', filter: ['package.json', ...licences] },
  { from: 'out/main', to: 'out/main', filter: ['**/*.js'] },
  { from: 'out/preload', to: 'out/preload', filter: ['*.cjs'] },
  { from: 'out/renderer', to: 'out/renderer', filter: ['**/*', '!**/*.map'] },
  { from: 'out/types', to: 'out/types', filter: ['*.d.ts'] },
  { from: 'resources', to: 'resources', filter: ['*/**', '!**/tsconfig.json'] },
  {
    from: 'node_modules/esbuild',
    to: 'node_modules/esbuild',
    filter: ['package.json', 'lib/main.js', 'LICENSE.md'],
  },
  {
    // The tool's `platform` is where it runs, its `os` is what it packages for.
    from: `${parts}/\${os}-\${arch}`,
    to: 'node_modules/@esbuild',
    filter: ['*/package.json', '*/bin/esbuild', '*/esbuild.exe'],
  },
]

/**
 * What programs other than Electron read, which know nothing of asar: esbuild itself, and what it bundles. By where
 * the files come from, not where they go.
 */
const asarUnpack = [`${parts}/*-*/**`, 'resources/**']

/** @param {string} file */
function commandLine(file) {
  return [{ from: `packaging/cli/${file}`, to: `bin/${file}` }]
}

/** Written into the package and beside it as `latest*.yml`; without an address the app looks for no updates. */
const feed = process.env['FORKSCOPE_UPDATE_FEED']
const publish = feed ? [{ provider: /** @type {const} */ ('generic'), url: feed }] : null

/**
 * Apple's processors start nothing that has no signature at all: without a certificate it is one that names nobody,
 * which the hardened runtime would not accept of the app's own libraries.
 */
const hasAppleCertificate = Boolean(process.env['CSC_LINK'] ?? process.env['CSC_NAME'])
const appleSignature = hasAppleCertificate
  ? { hardenedRuntime: true }
  : { identity: '-', hardenedRuntime: false }

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'dev.forkscope.app',
  productName,
  copyright: 'Copyright © The Forkscope authors',
  directories: { output: 'dist', buildResources: 'packaging' },
  files,
  asarUnpack,
  fileAssociations: [
    {
      ext: 'forkscope',
      name: 'Forkscope run',
      description: 'Forkscope run',
      mimeType: 'application/vnd.forkscope.run+json',
      role: 'Viewer',
      ...icon('icons/run.ico'),
    },
  ],
  publish,

  /** False: nothing of node_modules is to be collected or rebuilt, `files` has it. */
  beforeBuild: async ({ platform, arch }) => {
    const to = join(root, parts)
    await mkdir(to, { recursive: true })
    await writeFile(join(to, 'package.json'), `${JSON.stringify(await packagedManifest(root), null, 2)}\n`)
    await Promise.all(licences.map((name) => copyFile(join(root, name), join(to, name))))
    const bundler = join(to, `${platform.buildConfigurationKey}-${arch}`)
    await provideBundler({ root, to: bundler, platform: platform.nodeName, arch })
    return false
  },
  afterPack: applyFuses,

  linux: {
    ...icon('icons/linux'),
    target: ['AppImage', 'tar.gz'],
    executableName: linuxExecutable,
    category: 'Development',
    synopsis: 'Process monitor and multiprocessing lab',
    artifactName: '${productName}-${version}-${arch}.${ext}',
    extraResources: commandLine('forkscope'),
    desktop: {
      entry: { StartupWMClass: productName, Keywords: 'multiprocessing;processes;pool;queue;lab;' },
    },
  },
  mac: {
    ...icon('icons/icon.icns'),
    target: [
      { target: 'dmg', arch: ['x64', 'arm64'] },
      { target: 'zip', arch: ['x64', 'arm64'] },
    ],
    category: 'public.app-category.developer-tools',
    artifactName: '${productName}-${version}-mac-${arch}.${ext}',
    ...appleSignature,
    gatekeeperAssess: false,
    entitlements: 'packaging/mac/entitlements.plist',
    entitlementsInherit: 'packaging/mac/entitlements.plist',
    extraResources: commandLine('forkscope'),
  },
  win: {
    ...icon('icons/icon.ico'),
    target: ['nsis'],
    artifactName: '${productName}-${version}-setup-${arch}.${ext}',
    extraResources: commandLine('forkscope.cmd'),
  },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    deleteAppDataOnUninstall: false,
  },
}
