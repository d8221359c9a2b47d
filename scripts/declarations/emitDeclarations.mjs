import { readFileSync } from 'node:fs'
import { isolatedDeclarationSync } from 'rolldown/experimental'
import ts from 'typescript'

/** Members that are named by a symbol of the library's own are not for programs: they are left out. */
const computedName = /^TS9038\b/

/**
 * The declarations of one module, without what is `@internal`. Types that are written out need no type checker
 * (milliseconds); where one has to be inferred, the compiler is asked (seconds).
 *
 * @param {string} file absolute path of a TypeScript module
 * @returns {string}
 */
export function emitDeclarations(file) {
  const source = withProtectedConstructors(withoutLooseComments(readFileSync(file, 'utf8')))
  const { code, errors } = isolatedDeclarationSync(file, source, { stripInternal: true })
  const hasInferred = errors.some(({ message }) => !computedName.test(message))
  return withoutProtectedParameters(withCommentsAligned(hasInferred ? emitByCompiler(file, source) : code))
}

/** A comment before an empty line is about the file; it must not become that of the next declaration. @param {string} source */
function withoutLooseComments(source) {
  return source.replace(/^\/\*\*(?:(?!\*\/)[^])*\*\/\n(?=\n|import\b)/gm, '')
}

/** A constructor that is internal is one that programs cannot call, not one that anybody may. @param {string} source */
function withProtectedConstructors(source) {
  const internalConstructor = /\/\*\*(?:(?!\*\/)[^])*?@internal(?:(?!\*\/)[^])*?\*\/\s*constructor\(/g
  return source.replace(internalConstructor, 'protected constructor(')
}

/** @param {string} file @param {string} source */
function emitByCompiler(file, source) {
  /** @type {ts.CompilerOptions} */
  const options = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    types: ['node'],
    strict: true,
    allowImportingTsExtensions: true,
    emitDeclarationOnly: true,
    declaration: true,
    stripInternal: true,
  }
  const host = ts.createCompilerHost(options)
  const readFile = host.readFile.bind(host)
  host.readFile = (name) => (name === file ? source : readFile(name))
  const program = ts.createProgram([file], options, host)
  let text = ''
  program.emit(program.getSourceFile(file), (_, emitted) => (text = emitted), undefined, true)
  return text
}

/** What internal constructors take is internal too. @param {string} code */
function withoutProtectedParameters(code) {
  const source = ts.createSourceFile('module.d.ts', code, ts.ScriptTarget.Latest)
  const constructors = source.statements
    .flatMap((statement) => (ts.isClassDeclaration(statement) ? [...statement.members] : []))
    .filter((member) => ts.isConstructorDeclaration(member))
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ProtectedKeyword))
  return constructors.reduceRight(
    (text, { parameters }) => text.slice(0, parameters.pos) + text.slice(parameters.end),
    code,
  )
}

/** The bundler's printer takes the space before a comment's asterisks. @param {string} text */
function withCommentsAligned(text) {
  return text.replace(/^([ \t]*)\*/gm, '$1 *').replace(/^([ \t]*) {2}\*/gm, '$1 *')
}
