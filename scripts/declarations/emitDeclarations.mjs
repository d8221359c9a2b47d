import { readFileSync } from 'node:fs'
import { isolatedDeclarationSync } from 'rolldown/experimental'
import ts from 'typescript'

/**
 * The declarations of one module, without what is `@internal`, by a printer that needs no type checker. Where a type
 * would have to be inferred it is missing or wrong: `incomplete` names those declarations.
 *
 * @param {string} file absolute path of a TypeScript module
 * @returns {{ text: string, incomplete: Set<string> }}
 */
export function printDeclarations(file) {
  const source = publicSource(file)
  const { code, errors } = isolatedDeclarationSync(file, source, { stripInternal: true })
  const positions = errors
    .filter(({ message }) => !symbolName.test(message))
    // The printer counts bytes.
    .flatMap(({ labels }) => labels.map(({ start }) => Buffer.from(source).toString('utf8', 0, start).length))
  return { text: withoutInternals(withCommentsAligned(code)), incomplete: namesAt(source, positions) }
}

/** The same by the compiler, types inferred: complete, and a thousand times as slow. @param {string} file */
export function compileDeclarations(file) {
  return withoutInternals(emitByCompiler(file, publicSource(file)))
}

/** Members that are named by a symbol of the library's own are not for programs: they are left out anyway. */
const symbolName = /^TS9038\b/

/** The names of the declarations that a position lies in. @param {string} source @param {number[]} positions */
function namesAt(source, positions) {
  if (positions.length === 0) return new Set()
  const { statements } = ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest)
  const found = statements.filter(({ pos, end }) => positions.some((at) => at >= pos && at < end))
  return new Set(found.flatMap(declaredNames))
}

/** @param {ts.Statement} statement @returns {string[]} */
export function declaredNames(statement) {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    )
  }
  const { name } = /** @type {{ name?: ts.Identifier }} */ (/** @type {unknown} */ (statement))
  return name ? [name.text] : []
}

/** @param {string} file */
function publicSource(file) {
  return withShorthandTypes(withProtectedConstructors(withoutLooseComments(readFileSync(file, 'utf8'))))
}

/** A comment before an empty line is about the file; it must not become that of the next declaration. @param {string} source */
function withoutLooseComments(source) {
  return source.replace(/^\/\*\*(?:(?!\*\/)[^])*\*\/\n(?=\n|import\b)/gm, '')
}

/**
 * An object of things that are known by name, `{ a, b }`, gets the type that it has: the printer does not infer it.
 * @param {string} source
 */
function withShorthandTypes(source) {
  const { statements } = ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest)
  const variables = statements.flatMap((it) =>
    ts.isVariableStatement(it) ? [...it.declarationList.declarations] : [],
  )
  return variables.reduceRight((text, { name, type, initializer }) => {
    if (type || !initializer || !ts.isObjectLiteralExpression(initializer)) return text
    const { properties } = initializer
    const names = properties.filter(ts.isShorthandPropertyAssignment).map((property) => property.name.text)
    if (names.length === 0 || names.length < properties.length) return text
    const members = names.map((key) => `${key}: typeof ${key}`)
    return `${text.slice(0, name.end)}: { ${members.join('; ')} }${text.slice(name.end)}`
  }, source)
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

/** What internal constructors take is internal too, and so are members named by a symbol that is not the language's. @param {string} code */
function withoutInternals(code) {
  const source = ts.createSourceFile('module.d.ts', code, ts.ScriptTarget.Latest)
  const members = source.statements.flatMap((statement) =>
    ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement) ? [...statement.members] : [],
  )
  return members.map(internalPart).reduceRight((text, part) => {
    return part ? text.slice(0, part.pos) + text.slice(part.end) : text
  }, code)
}

/** @param {ts.ClassElement | ts.TypeElement} member @returns {ts.TextRange | undefined} */
function internalPart(member) {
  if (ts.isConstructorDeclaration(member)) {
    const isProtected = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ProtectedKeyword)
    return isProtected ? member.parameters : undefined
  }
  if (!member.name || !ts.isComputedPropertyName(member.name)) return undefined
  const key = member.name.expression
  const isOfLanguage =
    ts.isPropertyAccessExpression(key) && ts.isIdentifier(key.expression) && key.expression.text === 'Symbol'
  return isOfLanguage ? undefined : member
}

/** The bundler's printer takes the space before a comment's asterisks. @param {string} text */
function withCommentsAligned(text) {
  return text.replace(/^([ \t]*)\*/gm, '$1 *').replace(/^([ \t]*) {2}\*/gm, '$1 *')
}
