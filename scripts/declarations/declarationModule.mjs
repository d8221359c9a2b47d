import { dirname, join } from 'node:path'
import ts from 'typescript'
import { compileDeclarations, declaredNames, printDeclarations } from './emitDeclarations.mjs'

/**
 * One module's declarations, taken apart: what it declares, what it imports, what it exports.
 *
 * @typedef {object} Origin where a name comes from
 * @property {string} from absolute path of a module of ours, or the specifier of another
 * @property {string} name its name there
 *
 * @typedef {object} DeclarationModule
 * @property {string} file
 * @property {ReadonlySet<string>} incomplete names of declarations whose types are not all there
 * @property {ts.SourceFile} source
 * @property {Map<string, ts.Statement[]>} declarations by local name; overloads have several
 * @property {Map<string, Origin>} imports by local name
 * @property {Map<string, Origin>} exports by exported name, in the order of the source
 * @property {string[]} stars modules of which everything is exported
 */

/**
 * @param {string} file absolute path of a TypeScript module
 * @param {boolean} [isCompiled] whether types are inferred where they are not written
 * @returns {DeclarationModule}
 */
export function readDeclarationModule(file, isCompiled = false) {
  const { text, incomplete } = isCompiled
    ? { text: compileDeclarations(file), incomplete: new Set() }
    : printDeclarations(file)
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  /** @type {DeclarationModule} */
  const module = {
    file,
    incomplete,
    source,
    declarations: new Map(),
    imports: new Map(),
    exports: new Map(),
    stars: [],
  }
  for (const statement of source.statements) addStatement(module, statement)
  return module
}

/** @param {DeclarationModule} module @param {ts.Statement} statement */
function addStatement(module, statement) {
  if (ts.isImportDeclaration(statement)) return addImports(module, statement)
  if (ts.isExportDeclaration(statement)) return addExports(module, statement)
  for (const name of declaredNames(statement)) {
    const known = module.declarations.get(name)
    if (known) known.push(statement)
    else module.declarations.set(name, [statement])
    if (isExported(statement)) module.exports.set(name, { from: module.file, name })
  }
}

/** @param {DeclarationModule} module @param {ts.ImportDeclaration} statement */
function addImports(module, { moduleSpecifier, importClause }) {
  const from = resolve(module, moduleSpecifier)
  const bindings = importClause?.namedBindings
  if (importClause?.name) module.imports.set(importClause.name.text, { from, name: 'default' })
  if (!bindings) return
  if (ts.isNamespaceImport(bindings)) {
    module.imports.set(bindings.name.text, { from, name: '*' })
    return
  }
  for (const { name, propertyName } of bindings.elements) {
    module.imports.set(name.text, { from, name: (propertyName ?? name).text })
  }
}

/** @param {DeclarationModule} module @param {ts.ExportDeclaration} statement */
function addExports(module, { moduleSpecifier, exportClause }) {
  const from = moduleSpecifier ? resolve(module, moduleSpecifier) : undefined
  if (!exportClause) {
    if (from !== undefined) module.stars.push(from)
    return
  }
  if (ts.isNamespaceExport(exportClause)) {
    throw new Error(`${module.file} exports a namespace (export * as …): name what it exports instead.`)
  }
  for (const { name, propertyName } of exportClause.elements) {
    const local = (propertyName ?? name).text
    const origin =
      from === undefined
        ? (module.imports.get(local) ?? { from: module.file, name: local })
        : { from, name: local }
    module.exports.set(name.text, origin)
  }
}

/** @param {DeclarationModule} module @param {ts.Expression} specifier */
function resolve({ file }, specifier) {
  const text = ts.isStringLiteral(specifier) ? specifier.text : specifier.getText()
  return text.startsWith('.') ? join(dirname(file), text) : text
}

/** @param {ts.Statement} statement */
function isExported(statement) {
  if (!ts.canHaveModifiers(statement)) return false
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}
