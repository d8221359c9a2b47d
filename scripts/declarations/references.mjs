import ts from 'typescript'

/**
 * The identifiers by which a declaration refers to what is declared or imported at the top of its module.
 *
 * @param {ts.Node} declaration
 * @returns {ts.Identifier[]}
 */
export function referencesIn(declaration) {
  /** @type {ts.Identifier[]} */
  const found = []
  visit(declaration, new Set())
  return found

  /** @param {ts.Node} node @param {ReadonlySet<string>} outer names of type parameters */
  function visit(node, outer) {
    const own = typeParametersOf(node)
    const bound = own.length > 0 ? new Set([...outer, ...own]) : outer
    const referred = referredBy(node)
    if (referred && !bound.has(referred.text)) found.push(referred)
    ts.forEachChild(node, (child) => visit(child, bound))
  }
}

/** @param {ts.Node} node */
function referredBy(node) {
  if (ts.isTypeReferenceNode(node)) return leftmost(node.typeName)
  if (ts.isExpressionWithTypeArguments(node)) return leftmost(node.expression)
  if (ts.isTypeQueryNode(node)) return leftmost(node.exprName)
  if (ts.isComputedPropertyName(node)) return leftmost(node.expression)
  return undefined
}

/** @param {ts.Node} name @returns {ts.Identifier | undefined} */
function leftmost(name) {
  if (ts.isIdentifier(name)) return name
  if (ts.isQualifiedName(name)) return leftmost(name.left)
  if (ts.isPropertyAccessExpression(name)) return leftmost(name.expression)
  return undefined
}

/** @param {ts.Node} node @returns {string[]} */
function typeParametersOf(node) {
  if (ts.isConditionalTypeNode(node)) return inferred(node.extendsType)
  if (ts.isMappedTypeNode(node)) return [node.typeParameter.name.text]
  const { typeParameters } = /** @type {{ typeParameters?: readonly ts.TypeParameterDeclaration[] }} */ (
    /** @type {unknown} */ (node)
  )
  return typeParameters?.map(({ name }) => name.text) ?? []
}

/** @param {ts.Node} node @returns {string[]} */
function inferred(node) {
  /** @type {string[]} */
  const names = ts.isInferTypeNode(node) ? [node.typeParameter.name.text] : []
  ts.forEachChild(node, (child) => void names.push(...inferred(child)))
  return names
}
