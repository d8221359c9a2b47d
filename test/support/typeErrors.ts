import { dirname, join } from 'node:path'
import ts from 'typescript'

/**
 * Compiles files that lie nowhere, strictly and with every declaration checked, and tells what is wrong with
 * them: `program.ts:3: TS2322 Type … is not assignable …`.
 *
 * @param withNode - whether Node's own types are there too
 */
export function typeErrors(files: Record<string, string>, withNode = false): string[] {
  const folder = join(dirname(dirname(import.meta.dirname)), 'nowhere')
  const texts = new Map(Object.entries(files).map(([name, text]) => [join(folder, name), text]))
  const host = ts.createCompilerHost(options(withNode))
  const { getSourceFile, fileExists, readFile } = host
  host.fileExists = (name) => texts.has(name) || fileExists.call(host, name)
  host.readFile = (name) => texts.get(name) ?? readFile.call(host, name)
  host.getSourceFile = (name, version, ...rest) => {
    const text = texts.get(name)
    if (text !== undefined) return ts.createSourceFile(name, text, version, true)
    return libraryFile(name, () => getSourceFile.call(host, name, version, ...rest))
  }
  const program = ts.createProgram([...texts.keys()], options(withNode), host)
  return ts.getPreEmitDiagnostics(program).map(describe)
}

function options(withNode: boolean): ts.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', ...(withNode ? [] : ['lib.dom.d.ts'])],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    allowImportingTsExtensions: true,
    types: withNode ? ['node'] : [],
    strict: true,
    skipLibCheck: withNode,
    noEmit: true,
  }
}

/** The language's and Node's own declarations are read once, however many programs are compiled. */
function libraryFile(name: string, read: () => ts.SourceFile | undefined): ts.SourceFile | undefined {
  const file = known.has(name) ? known.get(name) : read()
  known.set(name, file)
  return file
}

const known = new Map<string, ts.SourceFile | undefined>()

function describe({ file, start, code, messageText }: ts.Diagnostic): string {
  const text = `TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  if (!file || start === undefined) return text
  const line = file.getLineAndCharacterOfPosition(start).line + 1
  return `${file.fileName.split('/').at(-1)}:${line}: ${text}`
}
