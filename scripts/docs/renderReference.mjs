import { firstSentence, heading, inlineCode, Linker, linesOf } from './markdown.mjs'

/**
 * The reference's pages: a page for each class, one for functions, one for errors, one for types, and a list of all.
 *
 * @typedef {import('./readApi.mjs').Api} Api
 * @typedef {import('./readApi.mjs').Declaration} Declaration
 * @typedef {import('./readApi.mjs').Member} Member
 */

const note = '<!-- Written by `npm run docs` from the comments in src/engine: change those instead. -->'

/** @param {readonly Api[]} apis the library first @returns {Map<string, string>} Markdown by the page's file name */
export function renderReference(apis) {
  const [library, ...others] = apis
  const own = addresses(library?.declarations ?? [], addressOf)
  const linker = new Linker(own)
  const pages = renderLibrary(library?.declarations ?? [], linker)
  /** @type {Map<Api, Linker>} */
  const linkers = new Map()
  for (const api of others) {
    const file = `${api.module.split('/').at(-1)}.md`
    const here = addresses(api.declarations, ({ name }) => `${file}#${name.toLowerCase()}`)
    const imported = [...api.imports].map(
      ([alias, name]) => /** @type {const} */ ([alias, own.get(name) ?? '']),
    )
    linkers.set(api, new Linker(new Map([...own, ...imported, ...here])))
    pages.set(file, page(api.module, sections(api.declarations, linkers.get(api) ?? linker)))
  }
  pages.set(
    'README.md',
    renderIndex(apis, (api) => linkers.get(api) ?? linker),
  )
  return pages
}

/** @param {Declaration[]} declarations @param {Linker} linker */
function renderLibrary(declarations, linker) {
  /** @type {Map<string, string>} */
  const pages = new Map()
  for (const declaration of declarations.filter(({ kind }) => kind === 'class')) {
    pages.set(`${declaration.name}.md`, page(declaration.name, renderDeclaration(declaration, linker, 1)))
  }
  /** @type {[string, string, Declaration['kind'][]][]} */
  const together = [
    ['functions.md', 'Functions', ['function', 'value']],
    ['errors.md', 'Errors', ['error']],
    ['types.md', 'Types', ['type']],
  ]
  for (const [file, title, kinds] of together) {
    const found = declarations.filter(({ kind }) => kinds.includes(kind))
    pages.set(file, page(title, sections(found, linker)))
  }
  return pages
}

/** @param {Declaration[]} declarations @param {Linker} linker */
function sections(declarations, linker) {
  return sorted(declarations).flatMap((it) => [
    '',
    `## ${heading(it.name)}`,
    ...renderDeclaration(it, linker, 2),
  ])
}

/** @param {Declaration[]} declarations @param {(declaration: Declaration) => string} addressOf */
function addresses(declarations, addressOf) {
  return new Map(declarations.map((it) => [it.name, addressOf(it)]))
}

/** @param {string} title @param {string[]} lines */
function page(title, lines) {
  return [note, '', `# ${title}`, ...lines, ''].join('\n')
}

/** @param {Declaration} declaration */
function addressOf({ name, kind }) {
  if (kind === 'class') return `${name}.md`
  const file = kind === 'error' ? 'errors.md' : kind === 'type' ? 'types.md' : 'functions.md'
  return `${file}#${name.toLowerCase()}`
}

/** @param {readonly Api[]} apis @param {(api: Api) => Linker} linkerOf */
function renderIndex(apis, linkerOf) {
  const lines = [
    'Everything that programs can import, from the comments in the source. The [pages by topic](../README.md) explain how the parts go together.',
  ]
  for (const api of apis) {
    const { module, declarations, reExports } = api
    const linker = linkerOf(api)
    lines.push('', `## ${module}`)
    const exported = sorted(declarations.filter(({ isExported }) => isExported))
    /** @type {[string, Declaration['kind'][]][]} */
    const groups = [
      ['Classes', ['class']],
      ['Functions', ['function', 'value']],
      ['Errors', ['error']],
      ['Types', ['type']],
    ]
    for (const [title, kinds] of groups) {
      const found = exported.filter(({ kind }) => kinds.includes(kind))
      if (found.length === 0) continue
      lines.push('', `### ${title}`, '')
      lines.push(...found.map(({ name, doc }) => item(linker.link(name), firstSentence(doc.text), linker)))
    }
    if (reExports.length > 0) {
      lines.push(
        '',
        `The same as in the library itself: ${reExports.map((name) => linker.link(name)).join(', ')}.`,
      )
    }
  }
  return page('Reference', ['', ...lines])
}

/** @param {Declaration} declaration @param {Linker} linker @param {number} level of the heading above it */
function renderDeclaration({ signatures, doc, members, isExported, parents, kind }, linker, level) {
  const own = kind === 'type' && members.length > 0 ? [] : signatures
  const shown = kind === 'error' ? members.filter(isOfError) : members
  const lines = [...code(own), ...paragraphs(doc.text, linker)]
  if (!isExported) lines.push('', 'Part of other types; it cannot be imported.')
  lines.push(...details(doc, linker))
  const inherited = parents.filter((name) => linker.has(name))
  if (inherited.length > 0 && shown.length > 0)
    lines.push('', `Has what ${inherited.map((name) => linker.link(name)).join(' and ')} has, and:`)
  for (const constructor of shown.filter(({ kind }) => kind === 'constructor')) {
    lines.push(
      ...code(constructor.signatures),
      ...paragraphs(constructor.doc.text, linker),
      ...details(constructor.doc, linker),
    )
  }
  lines.push(
    ...renderProperties(
      shown.filter(({ kind }) => kind === 'property'),
      linker,
    ),
  )
  for (const method of shown.filter(({ kind }) => kind === 'method')) {
    lines.push('', `${'#'.repeat(level + 1)} ${heading(method.name)}`)
    lines.push(
      ...code(method.signatures),
      ...paragraphs(method.doc.text, linker),
      ...details(method.doc, linker),
    )
  }
  return lines
}

/** Programs catch errors and do not make them; the name is that of the class. @param {Member} member */
function isOfError({ kind, name, signatures }) {
  return kind !== 'constructor' && !(name === 'name' && signatures.some((it) => it.includes('=')))
}

/** @param {Member[]} properties @param {Linker} linker */
function renderProperties(properties, linker) {
  if (properties.length === 0) return []
  const items = properties.map(({ signatures, doc }) => {
    const text = [doc.text, doc.throws && `Throws ${doc.throws}`].filter(Boolean).join(' ')
    return item(inlineCode(signatures.join('; ')), text, linker)
  })
  return ['', 'Properties:', '', ...items]
}

/** @param {string} name @param {string} text @param {Linker} linker */
function item(name, text, linker) {
  return text === '' ? `- ${name}` : `- ${name}: ${linker.text(linesOf(text).join(' '))}`
}

/** @param {import('./readApi.mjs').Doc} doc @param {Linker} linker */
function details({ params, returns, throws }, linker) {
  const items = params.map(({ name, text }) => `- \`${name}\`: ${linker.text(linesOf(text).join(' '))}`)
  if (returns) items.push(`- Returns ${linker.text(linesOf(returns).join(' '))}`)
  if (throws) items.push(`- Throws ${linker.errors(linesOf(throws).join(' '))}`)
  return items.length > 0 ? ['', ...items] : []
}

/** @param {string[]} signatures */
function code(signatures) {
  return signatures.length > 0 ? ['', '```ts declaration', ...signatures, '```'] : []
}

/** @param {string} text @param {Linker} linker */
function paragraphs(text, linker) {
  return text === '' ? [] : ['', linker.text(text)]
}

/** @param {Declaration[]} declarations */
function sorted(declarations) {
  return declarations.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
