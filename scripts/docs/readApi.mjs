import ts from 'typescript'

/**
 * Reads the library's declarations into what a reference says of them.
 *
 * @typedef {object} Doc a comment, taken apart; texts are Markdown with `{@link Name}` in them
 * @property {string} text
 * @property {{ name: string, text: string }[]} params
 * @property {string} returns
 * @property {string} throws
 *
 * @typedef {object} Member
 * @property {string} name
 * @property {'constructor' | 'property' | 'method'} kind
 * @property {string[]} signatures
 * @property {Doc} doc
 *
 * @typedef {object} Declaration
 * @property {string} name
 * @property {'class' | 'error' | 'function' | 'type' | 'value'} kind
 * @property {boolean} isExported
 * @property {string[]} signatures
 * @property {string[]} parents names of classes and interfaces
 * @property {Doc} doc
 * @property {Member[]} members
 *
 * @typedef {object} Api what programs import from one module
 * @property {string} module
 * @property {Declaration[]} declarations in the order of the text
 * @property {string[]} reExports names that another module declares
 * @property {Map<string, string>} imports what is called otherwise here than in the module that declares it
 */

/** @param {string} declarations @returns {Api[]} */
export function readApi(declarations) {
  const source = ts.createSourceFile('library.d.ts', declarations, ts.ScriptTarget.Latest, true)
  return source.statements.filter(ts.isModuleDeclaration).map(readModule)
}

/** @param {ts.ModuleDeclaration} declaration @returns {Api} */
function readModule({ name, body }) {
  const statements = body && ts.isModuleBlock(body) ? [...body.statements] : []
  const imported = statements
    .filter(ts.isImportDeclaration)
    .flatMap(({ importClause }) => elementsOf(importClause?.namedBindings))
  const reExported = statements
    .filter(ts.isExportDeclaration)
    .flatMap(({ exportClause }) => elementsOf(exportClause))
  const renamed = [...imported, ...reExported].filter(({ original }) => original !== undefined)
  return {
    module: name.text,
    declarations: readDeclarations(statements),
    reExports: reExported.map((element) => element.name),
    imports: new Map(renamed.map((element) => [element.name, element.original ?? ''])),
  }
}

/**
 * What stands between the braces of an import or an export; `original` is what it is called where it comes from.
 *
 * @param {ts.NamedImportBindings | ts.NamedExportBindings | undefined} bindings
 * @returns {{ name: string, original: string | undefined }[]}
 */
function elementsOf(bindings) {
  if (!bindings || ts.isNamespaceImport(bindings) || ts.isNamespaceExport(bindings)) return []
  return bindings.elements.map(({ name, propertyName }) => ({
    name: name.text,
    original: propertyName?.text,
  }))
}

/** @param {ts.Statement[]} statements @returns {Declaration[]} */
function readDeclarations(statements) {
  const byName = mergedByName(statements.flatMap((statement) => readDeclaration(statement) ?? []))
  const all = [...byName.values()]
  for (const declaration of all) {
    markError(declaration, byName)
    declaration.members = membersOf(declaration, byName)
    declaration.signatures = declaration.signatures.map((it) => withoutHiddenParents(it, declaration, byName))
  }
  // What classes inherit from one that nobody can import is told as theirs.
  return all.filter(({ isExported, kind }) => isExported || kind !== 'class')
}

/** Overloads become one, and so do an interface and a class of one name. @param {Declaration[]} declarations */
function mergedByName(declarations) {
  /** @type {Map<string, Declaration>} */
  const byName = new Map()
  for (const declaration of declarations) {
    const known = byName.get(declaration.name)
    if (!known) byName.set(declaration.name, declaration)
    else {
      known.signatures.push(...declaration.signatures)
      if (known.doc.text === '') known.doc = declaration.doc
    }
  }
  return byName
}

/** With those of parents that are not exported. @param {Declaration} declaration @param {ReadonlyMap<string, Declaration>} all @returns {Member[]} */
function membersOf({ members, parents }, all) {
  const hidden = parents.map((name) => all.get(name)).filter((parent) => parent?.isExported === false)
  const inherited = hidden.flatMap((parent) => (parent ? membersOf(parent, all) : []))
  const own = new Set(members.map(({ name }) => name))
  return [...members, ...inherited.filter(({ name }) => !own.has(name))]
}

/** @param {string} signature @param {Declaration} declaration @param {ReadonlyMap<string, Declaration>} all */
function withoutHiddenParents(signature, { kind, parents }, all) {
  if (kind !== 'class' || !parents.some((name) => all.get(name)?.isExported === false)) return signature
  return signature.replace(/\s+extends\s+\w+(<[^{]*?>)?(?=\s+implements|$)/, '')
}

/** @param {Declaration} declaration @param {ReadonlyMap<string, Declaration>} all */
function markError(declaration, all) {
  if (declaration.kind !== 'class') return
  const isError = (/** @type {string} */ name) => {
    if (name === 'Error') return true
    /** @type {boolean} */
    return all.get(name)?.parents.some(isError) ?? false
  }
  if (declaration.parents.some(isError)) declaration.kind = 'error'
}

/** @param {ts.Statement} statement @returns {Declaration | undefined} */
function readDeclaration(statement) {
  const common = {
    isExported: isExported(statement),
    doc: readDoc(statement),
    parents: /** @type {string[]} */ ([]),
  }
  if (ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement)) {
    const parents = (statement.heritageClauses ?? []).flatMap(({ types }) =>
      types.map((it) => it.expression.getText()),
    )
    const head = headOf(statement)
    const kind = ts.isClassDeclaration(statement) ? 'class' : 'type'
    const members = readMembers(statement)
    return { ...common, name: statement.name?.text ?? '', kind, signatures: [head], parents, members }
  }
  const signatures = [withoutModifiers(statement.getText())]
  if (ts.isFunctionDeclaration(statement)) {
    return { ...common, name: statement.name?.text ?? '', kind: 'function', signatures, members: [] }
  }
  if (ts.isTypeAliasDeclaration(statement)) {
    return { ...common, name: statement.name.text, kind: 'type', signatures, members: [] }
  }
  if (ts.isVariableStatement(statement)) {
    const name = statement.declarationList.declarations[0]?.name.getText() ?? ''
    return { ...common, name, kind: 'value', signatures, members: [] }
  }
  return undefined
}

/** Everything before the members. @param {ts.ClassDeclaration | ts.InterfaceDeclaration} declaration */
function headOf(declaration) {
  const source = declaration.getSourceFile().text
  return withoutModifiers(source.slice(declaration.getStart(), declaration.members.pos)).replace(/\s*\{$/, '')
}

/** As it would stand at the start of a line. @param {string} text */
function withoutModifiers(text) {
  return text
    .replace(/^(export\s+)?(declare\s+)?(override\s+)?/, '')
    .replace(/;$/, '')
    .replaceAll(new RegExp(`\\n {1,${indentOf(text)}}`, 'g'), '\n')
}

/** Its last line stands as far in as its first. @param {string} text */
function indentOf(text) {
  const last = /\n( *)\S.*$/.exec(text)
  return Math.max(1, last?.[1]?.length ?? 1)
}

/** @param {ts.ClassDeclaration | ts.InterfaceDeclaration} declaration @returns {Member[]} */
function readMembers({ members }) {
  /** @type {Map<string, Member>} */
  const found = new Map()
  for (const member of members) {
    const read = readMember(member)
    if (!read) continue
    const known = found.get(read.name)
    if (!known) found.set(read.name, read)
    // A setter says with its getter that the property can be set; a method's overloads are all shown.
    else if (ts.isSetAccessor(member))
      known.signatures = known.signatures.map((it) => it.replace('readonly ', ''))
    else known.signatures.push(...read.signatures)
    if (known && known.doc.text === '') known.doc = read.doc
  }
  return [...found.values()]
}

/** @param {ts.ClassElement | ts.TypeElement} member @returns {Member | undefined} */
function readMember(member) {
  const doc = readDoc(member)
  const signature = withoutModifiers(member.getText())
  if (ts.isConstructorDeclaration(member)) {
    if (/^(protected|private)\b/.test(signature)) return undefined
    return { name: 'constructor', kind: 'constructor', signatures: [signature], doc }
  }
  if (!member.name || ts.isPrivateIdentifier(member.name)) return undefined
  const name = member.name.getText()
  if (ts.isGetAccessor(member)) {
    const property = `readonly ${name}: ${member.type?.getText() ?? 'unknown'}`
    return { name, kind: 'property', signatures: [property], doc }
  }
  const isMethod = ts.isMethodDeclaration(member) || ts.isMethodSignature(member)
  return { name, kind: isMethod ? 'method' : 'property', signatures: [signature], doc }
}

/** @param {ts.Node} node @returns {Doc} */
function readDoc(node) {
  /** @type {Doc} */
  const doc = { text: '', params: [], returns: '', throws: '' }
  const comment = /** @type {{ jsDoc?: readonly ts.JSDoc[] }} */ (/** @type {unknown} */ (node)).jsDoc?.at(-1)
  if (!comment) return doc
  doc.text = textOf(comment.comment)
  for (const tag of comment.tags ?? []) {
    const text = textOf(tag.comment)
    if (ts.isJSDocParameterTag(tag))
      doc.params.push({ name: tag.name.getText(), text: text.replace(/^-\s*/, '') })
    else if (ts.isJSDocReturnTag(tag)) doc.returns = text
    else if (ts.isJSDocThrowsTag(tag)) doc.throws = [doc.throws, text].filter(Boolean).join(' ')
  }
  return doc
}

/** @param {string | ts.NodeArray<ts.JSDocComment> | undefined} comment */
function textOf(comment) {
  const text = (ts.getTextOfJSDocComment(comment) ?? '').trim()
  // The test of the documents runs examples; those that say that they are fragments are only compiled.
  return text.replace(/^```ts$/gm, '```ts example')
}

/** @param {ts.Statement} statement */
function isExported(statement) {
  if (!ts.canHaveModifiers(statement)) return false
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}
