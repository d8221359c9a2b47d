import { createRequire } from 'node:module'
import { posix, win32 } from 'node:path'
import type * as esbuild from 'esbuild'
import { unpackedPath } from '../unpackedPath.ts'

type Bundler = typeof esbuild

// Not called `require`: the build has a variable of that name in each of its files.
const requireFrom = createRequire(import.meta.url)
let bundler: Bundler | undefined

/** Loaded late: a host that never runs a program starts no bundler. */
export function loadBundler(): Bundler {
  bundler ??= load()
  return bundler
}

/** The bundler, if anything has asked for it. */
export function loadedBundler(): Bundler | undefined {
  return bundler
}

/**
 * In a package, esbuild's binary lies where the system can start it; esbuild itself would name a path into the
 * archive. It reads the variable while it loads, and nobody else is to see it: a program may bring an esbuild of its
 * own.
 */
function load(): Bundler {
  const binary = packagedBinary(requireFrom.resolve('esbuild'), process.platform, process.arch)
  if (binary === undefined) return requireFrom('esbuild') as Bundler
  const before = process.env['ESBUILD_BINARY_PATH']
  process.env['ESBUILD_BINARY_PATH'] = binary
  try {
    return requireFrom('esbuild') as Bundler
  } finally {
    if (before === undefined) delete process.env['ESBUILD_BINARY_PATH']
    else process.env['ESBUILD_BINARY_PATH'] = before
  }
}

/**
 * @param main - absolute path of esbuild's module, `…/node_modules/esbuild/lib/main.js`
 * @returns undefined outside of a package: there esbuild finds its binary by itself
 */
export function packagedBinary(main: string, platform: NodeJS.Platform, arch: string): string | undefined {
  const unpacked = unpackedPath(main)
  if (unpacked === main) return undefined
  const { dirname, join } = platform === 'win32' ? win32 : posix
  const modules = dirname(dirname(dirname(unpacked)))
  const file = platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild'
  return join(modules, '@esbuild', `${platform}-${arch}`, file)
}
