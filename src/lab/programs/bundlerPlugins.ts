import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loader, Plugin, transform } from 'esbuild'
import { programLoader } from './programSource.ts'

export type Transform = typeof transform

/**
 * Leads `multiprocessing` (and what else is named) to built files. They stay external: the program, the worker
 * bootstrap and the experiment's runner must share one instance of the library.
 */
export function libraryPlugin(libraryEntry: string, externals: Record<string, string>): Plugin {
  return {
    name: 'multiprocessing',
    setup(build) {
      build.onResolve({ filter: /^multiprocessing($|\/)/ }, (request) => {
        if (request.path !== 'multiprocessing') return { errors: [{ text: noSuchEntry(request.path) }] }
        if (request.kind === 'require-call' || request.kind === 'require-resolve') {
          return { errors: [{ text: "Write import { … } from 'multiprocessing' instead of require" }] }
        }
        return { path: pathToFileURL(libraryEntry).href, external: true }
      })
      build.onResolve({ filter: /^forkscope:/ }, (request) => {
        const file = Object.hasOwn(externals, request.path) ? externals[request.path] : undefined
        return file === undefined ? undefined : { path: pathToFileURL(file).href, external: true }
      })
    },
  }
}

function noSuchEntry(path: string): string {
  return `'${path}' is not part of the library; import what you need from 'multiprocessing'`
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
 * files that mention one of them pay for it.
 */
export function sourcePlugin(
  transform: Transform,
  program: { path: string; text: string | undefined },
): Plugin {
  return {
    name: 'source',
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, async ({ path }) => {
        const isText = path === program.path && program.text !== undefined
        const source = isText ? (program.text ?? '') : await readFile(path, 'utf8')
        const pinned = await pinLocation(transform, source, path)
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
