/** A program as it is handed to the bundler. */
export type ProgramInput =
  | { kind: 'file'; path: string }
  /** Text that lies in no file. `fileName` is what errors call it; imports resolve from `directory`. */
  | { kind: 'source'; source: string; fileName: string; directory: string }

const loaders = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
} as const

export type ProgramLoader = (typeof loaders)[keyof typeof loaders]

/** What program files may be called. */
export const programExtensions = Object.keys(loaders)

/** The language of a file by its name; undefined when it is not a program. */
export function programLoader(fileName: string): ProgramLoader | undefined {
  const dot = fileName.lastIndexOf('.')
  const extension = dot < 0 ? '' : fileName.slice(dot).toLowerCase()
  return Object.hasOwn(loaders, extension) ? loaders[extension as keyof typeof loaders] : undefined
}
