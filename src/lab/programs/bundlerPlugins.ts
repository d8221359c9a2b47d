import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loader, Plugin, transform } from 'esbuild'
import { libraryEntries, libraryNames, libraryNamespace, type Build } from './libraryExports.ts'
import { programLoader } from './programSource.ts'

export type Transform = typeof transform

/**
 * Leads `multiprocessing` (and what else is named) to built files. They stay external: the program, the worker
 * bootstrap and the experiment's runner must share one instance of the library. In between is a module that only
 * passes the library's names on, so that the bundler finds imports of a name that is not there.
 */
export function libraryPlugin(build: Build, libraryEntry: string, externals: Record<string, string>): Plugin {
  const entries = libraryEntries(libraryEntry)
  return {
    name: 'multiprocessing',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^multiprocessing($|\/)/ }, (request) => {
        const file = Object.hasOwn(entries, request.path) ? entries[request.path] : undefined
        if (file === undefined) return { errors: [{ text: noSuchEntry(request.path) }] }
        if (request.kind === 'require-call' || request.kind === 'require-resolve') {
          return { errors: [{ text: `Write import { … } from '${request.path}' instead of require` }] }
        }
        // What is imported at run time is looked at then.
        if (request.kind === 'dynamic-import') return { path: pathToFileURL(file).href, external: true }
        return { path: request.path, namespace: libraryNamespace }
      })
      // A module for each name: those that nobody imports are left out, and take no name from the program's own.
      onLoad({ filter: /^multiprocessing($|\/)/, namespace: libraryNamespace }, async ({ path }) => {
        const file = entries[path] as string
        const names = await libraryNames(build, file)
        const place = encodeURIComponent(pathToFileURL(file).href)
        return {
          contents: names
            .map((name) => `export { ${name} } from 'library-export:${name}:${place}'`)
            .join('\n'),
        }
      })
      onResolve({ filter: /^library-export:/, namespace: libraryNamespace }, ({ path }) => {
        return { path, namespace: libraryNamespace, sideEffects: false }
      })
      onLoad({ filter: /^library-export:/, namespace: libraryNamespace }, ({ path }) => {
        const [, name, place = ''] = path.split(':')
        return { contents: `export { ${name} } from ${JSON.stringify(decodeURIComponent(place))}` }
      })
      onResolve({ filter: /^file:/, namespace: libraryNamespace }, ({ path }) => ({ path, external: true }))
      onResolve({ filter: /^forkscope:/ }, (request) => {
        const file = Object.hasOwn(externals, request.path) ? externals[request.path] : undefined
        return file === undefined ? undefined : { path: pathToFileURL(file).href, external: true }
      })
    },
  }
}

function noSuchEntry(path: string): string {
  return `'${path}' is not part of the library; import what you need from 'multiprocessing' or 'multiprocessing/dummy'`
}

/** Hands a program to the bundler under a fixed specifier, whether it is a file or text from an editor. */
export function programPlugin(path: string): Plugin {
  return {
    name: 'program',
    setup(build) {
      // The text claims to lie in a file, so that its imports, errors and stacks read as those of a file do.
      build.onResolve({ filter: /^forkscope:program$/ }, () => ({ path, namespace: 'file' }))
    },
  }
}

export const programSpecifier = 'forkscope:program'

/**
 * Loads the program's text where it lies in no file, and pins what depends on where a module lies: a bundle
 * lies elsewhere than its sources, so `import.meta.url` and its kin are replaced by what they are there. Only
 * files that mention one of them pay for it. Without `transform` nothing is pinned.
 */
export function sourcePlugin(
  transform: Transform | undefined,
  program: { path: string; text: string | undefined },
): Plugin {
  return {
    name: 'source',
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, async ({ path }) => {
        const isText = path === program.path && program.text !== undefined
        const source = isText ? (program.text ?? '') : await readFile(path, 'utf8')
        const pinned = transform && (await pinLocation(transform, source, path))
        if (pinned !== undefined) return { contents: pinned, loader: 'js', resolveDir: dirname(path) }
        return isText ? { contents: source, loader: loaderOf(path), resolveDir: dirname(path) } : undefined
      })
    },
  }
}

async function pinLocation(transform: Transform, source: string, path: string): Promise<string | undefined> {
  if (!/import\.meta|\b__(?:dirname|filename)\b/.test(source)) return undefined
  try {
    const result = await transform(source, {
      loader: loaderOf(path),
      sourcefile: path,
      sourcemap: 'inline',
      sourcesContent: false,
      target: 'esnext',
      define: {
        'import.meta.url': JSON.stringify(pathToFileURL(path).href),
        'import.meta.filename': JSON.stringify(path),
        'import.meta.dirname': JSON.stringify(dirname(path)),
        __filename: JSON.stringify(path),
        __dirname: JSON.stringify(dirname(path)),
      },
    })
    return result.code
  } catch {
    // The bundler reports the syntax error itself, with its place in the untouched source.
    return undefined
  }
}

function loaderOf(path: string): Loader {
  return programLoader(path) ?? 'js'
}
