import { build } from 'esbuild'
import { join, relative, sep } from 'node:path'

/**
 * Every path that the app opens at run time, as the app's own code names it, asked for a package: files that are
 * loaded by path, and those that other programs read.
 */

/**
 * @typedef {object} Opened
 * @property {string} path relative to `resources`, with `/`
 * @property {'file' | 'folder' | 'program'} kind
 * @property {string} why
 */

/** Nothing is read here; the names are what matters. */
const resources = join(sep, 'package', 'resources')
const archive = join(resources, 'app.asar')

const rules = `
  export { runtimePaths } from './src/lab/runtimePaths.ts'
  export { libraryEntries } from './src/lab/programs/libraryExports.ts'
  export { packagedBinary } from './src/lab/programs/loadBundler.ts'
  export { builtEntry } from './src/engine/session/builtEntries.ts'
`

/**
 * @param {string} root the clone
 * @param {{ platform: NodeJS.Platform, arch: string }} target
 * @returns {Promise<Opened[]>}
 */
export async function openedPaths(root, { platform, arch }) {
  const { runtimePaths, libraryEntries, packagedBinary, builtEntry } = await loadRules(root)
  const { renderer, resources: data, ...files } = runtimePaths(archive)
  const bundler = join(archive, 'node_modules', 'esbuild', 'lib', 'main.js')
  /** @type {[path: string, kind: Opened['kind'], why: string][]} */
  const named = [
    ...Object.entries(files).map(([name, path]) => file(path, `runtimePaths().${name}`)),
    ...Object.values(libraryEntries(files.libraryEntry)).map((path) => file(path, 'what programs import')),
    file(builtEntry(files.workerEntry, 'guardian'), 'guards the processes of a run'),
    file(builtEntry(files.workerEntry, 'keeper'), 'keeps the threads of a run'),
    file(join(archive, 'out', 'preload', 'index.cjs'), 'the preload script of the window'),
    file(join(archive, 'package.json'), 'version and entry of the app'),
    file(bundler, 'the bundler'),
    [packagedBinary(bundler, platform, arch), 'program', "the bundler's own program"],
    [join(resources, 'bin', 'forkscope'), 'program', 'the command line'],
    file(join(archive, 'out', 'main', 'packagedCli.js'), 'what the command line starts'),
    [renderer, 'folder', 'the page'],
    file(join(renderer, 'index.html'), 'the page'),
    ...['programs', 'workloads', 'exercises'].map((name) => folder(join(data, name))),
    ...['programs', 'workloads'].map((name) => file(join(data, name, 'catalogue.json'), 'the catalogue')),
  ]
  return named.map(([path, kind, why]) => ({
    path: relative(resources, path).replaceAll(sep, '/'),
    kind,
    why,
  }))
}

/** @param {string} path @param {string} why @returns {[string, 'file', string]} */
function file(path, why) {
  return [path, 'file', why]
}

/** @param {string} path @returns {[string, 'folder', string]} */
function folder(path) {
  return [path, 'folder', 'what comes with Forkscope']
}

/** The app's own functions, whatever Node this is. @param {string} root */
async function loadRules(root) {
  const { outputFiles } = await build({
    stdin: { contents: rules, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    // A module from text has no file that `createRequire` could start from.
    define: { 'import.meta.url': JSON.stringify(import.meta.url), 'import.meta.dirname': '"/"' },
  })
  const [output] = outputFiles
  return import(`data:text/javascript;base64,${Buffer.from(output?.contents ?? []).toString('base64')}`)
}
