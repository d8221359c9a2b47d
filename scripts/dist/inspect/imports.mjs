import { build } from 'esbuild'
import { builtinModules } from 'node:module'
import { dirname, posix } from 'node:path'

/** Modules that a package has or Electron brings. */
const provided = new Set(['electron', 'esbuild'])
const builtIn = new Set(builtinModules)

/**
 * Follows every import from the entries through the packed files alone.
 * @param {readonly import('./archive.mjs').PackedFile[]} files
 * @returns {Promise<string[]>} imports that lead nowhere, and chunks that nobody imports
 */
export async function importFindings(files) {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const entries = files.map(({ path }) => path).filter((path) => /^out\/main\/[^/]+\.js$/.test(path))
  /** @type {string[]} */
  const findings = []
  const reached = new Set(entries)
  await build({
    entryPoints: entries,
    outdir: '/',
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: [{ name: 'package', setup: follow }],
  })
  const orphans = files.filter(({ path }) => path.startsWith('out/main/') && !reached.has(path))
  return [...findings, ...orphans.map(({ path }) => `${path} is packed, and nothing imports it`)]

  /** @param {import('esbuild').PluginBuild} plugin */
  function follow({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ kind, path, importer }) => {
      if (kind === 'entry-point') return { path: posix.normalize(path), namespace: 'package' }
      if (path.startsWith('.')) return resolveInside(posix.join(dirname(importer), path), importer)
      const isKnown = path.startsWith('node:') || builtIn.has(path) || provided.has(path)
      if (!isKnown) findings.push(`${importer} imports '${path}', which is not packed`)
      return { path, external: true }
    })
    onLoad({ filter: /./, namespace: 'package' }, ({ path }) => ({
      contents: byPath.get(path)?.read() ?? '',
    }))
  }

  /** @param {string} path @param {string} importer */
  function resolveInside(path, importer) {
    if (!byPath.has(path)) findings.push(`${importer} imports ${path}, which is not packed`)
    reached.add(path)
    return { path, namespace: 'package' }
  }
}
