import { basename } from 'node:path'
/** @import ts from 'typescript' */
import { readDeclarationModule } from './declarationModule.mjs'
import { referencesIn } from './references.mjs'

/**
 * Several modules' declarations as those of the one or two modules that programs import:
 *
 *   entry.ts ─▶ what it exports ─▶ where that is declared ─▶ what the declarations refer to ─▶ one text per entry
 *
 * What is not exported is there, since signatures mention it, but cannot be imported. What two entries have in
 * common is declared by the first and re-exported by the second: a class is the same in both.
 *
 * @typedef {import('./declarationModule.mjs').DeclarationModule} DeclarationModule
 * @typedef {import('./declarationModule.mjs').Origin} Origin
 * @typedef {{ name: string, file: string }} Entry the name that programs import, the module's absolute path
 */

/**
 * @param {readonly Entry[]} entries
 * @param {(origin: Origin) => void} [onInferred] told of what has a type that only the compiler can tell, which is slow
 * @returns {string} one `declare module` for each
 */
export function bundleDeclarations(entries, onInferred = () => {}) {
  const library = new Library(onInferred)
  /** By origin, what earlier entries export, and the entry's name. @type {Map<string, { entry: string, name: string }>} */
  const exported = new Map()
  return entries
    .map((entry) => {
      const bundle = new EntryBundle(library, entry, exported)
      const text = bundle.print()
      for (const [name, origin] of bundle.exports) {
        if (!exported.has(keyOf(origin))) exported.set(keyOf(origin), { entry: entry.name, name })
      }
      return text
    })
    .join('\n')
}

/** @param {Origin} origin */
function keyOf({ from, name }) {
  return `${from}\0${name}`
}

/** The modules, read when they are first needed. */
class Library {
  /** @type {Map<string, DeclarationModule>} */
  #modules = new Map()
  #onInferred

  /** @param {(origin: Origin) => void} onInferred */
  constructor(onInferred) {
    this.#onInferred = onInferred
  }

  /** @param {string} file @returns {DeclarationModule} */
  module(file) {
    const known = this.#modules.get(file) ?? readDeclarationModule(file)
    this.#modules.set(file, known)
    return known
  }

  /** The module with the named declaration in it, its types complete. @param {Origin} origin @returns {DeclarationModule} */
  complete({ from, name }) {
    const module = this.module(from)
    if (!module.incomplete.has(name)) return module
    this.#onInferred({ from, name })
    const compiled = readDeclarationModule(from, true)
    this.#modules.set(from, compiled)
    return compiled
  }

  /** Every exported name of a module and where it is declared. @param {string} file @returns {Map<string, Origin>} */
  exportsOf(file) {
    const { exports, stars } = this.module(file)
    /** @type {Map<string, Origin>} */
    const found = new Map()
    for (const [name, origin] of exports) found.set(name, this.#declared(origin))
    for (const [name, origin] of stars.flatMap((star) => [...this.exportsOf(star)])) {
      if (!found.has(name)) found.set(name, origin)
    }
    return found
  }

  /** @param {DeclarationModule} module @param {string} local @returns {Origin | undefined} */
  find(module, local) {
    if (module.declarations.has(local)) return { from: module.file, name: local }
    const imported = module.imports.get(local)
    return imported && this.#declared(imported)
  }

  /** Follows re-exports to the declaration. @param {Origin} origin @returns {Origin} */
  #declared(origin) {
    if (!isOwn(origin)) return origin
    const module = this.module(origin.from)
    if (module.declarations.has(origin.name)) return origin
    const next = module.exports.get(origin.name) ?? module.imports.get(origin.name)
    if (next) return this.#declared(next)
    const star = module.stars.map((file) => this.exportsOf(file).get(origin.name)).find(Boolean)
    return star ?? origin
  }
}

/** @param {Origin} origin */
function isOwn({ from }) {
  return from.endsWith('.ts')
}

class EntryBundle {
  #library
  #entry
  #elsewhere
  /** Exported names and where they are declared. */
  exports
  /** By origin, the name in this bundle. @type {Map<string, string>} */
  #names = new Map()
  /** @type {Set<string>} */
  #taken = new Set()
  /** Those that have been seen, in the order in which they are printed. @type {Map<string, Origin>} */
  #declared = new Map()
  /** By specifier. @type {Map<string, Set<string>>} */
  #imports = new Map()

  /**
   * @param {Library} library
   * @param {Entry} entry
   * @param {ReadonlyMap<string, { entry: string, name: string }>} elsewhere
   */
  constructor(library, entry, elsewhere) {
    this.#library = library
    this.#entry = entry
    this.#elsewhere = elsewhere
    this.exports = library.exportsOf(entry.file)
    for (const [name, origin] of this.exports) {
      if (!this.#names.has(keyOf(origin)) && !this.#sourceOf(origin)) this.#claim(origin, name)
    }
    for (const origin of this.exports.values()) this.#declare(origin)
  }

  print() {
    const lines = [...this.#declared.values()].map((origin) => this.#printed(origin))
    const imports = [...this.#imports].map(
      ([from, names]) => `import { ${[...names].sort().join(', ')} } from '${from}'`,
    )
    // Says that what is not marked as exported is not.
    return `declare module '${this.#entry.name}' {\n${[...imports, ...lines, ...this.#reExports(), 'export {}'].join('\n\n')}\n}\n`
  }

  /** What is exported and not declared here, or under another name. @returns {string[]} */
  #reExports() {
    /** By specifier. @type {Map<string, string[]>} */
    const found = new Map()
    for (const [name, origin] of this.exports) {
      const source = this.#sourceOf(origin)
      const there = source?.name ?? this.#names.get(keyOf(origin)) ?? name
      if (!source && there === name) continue
      const from = source ? ` from '${source.entry}'` : ''
      found.set(from, [...(found.get(from) ?? []), there === name ? name : `${there} as ${name}`])
    }
    return [...found].map(([from, names]) => `export { ${names.join(', ')} }${from}`)
  }

  /** The module that programs find it in, when that is not this one. @param {Origin} origin */
  #sourceOf(origin) {
    if (!isOwn(origin)) return { entry: origin.from, name: origin.name }
    return this.#elsewhere.get(keyOf(origin))
  }

  /** @param {Origin} origin */
  #declare(origin) {
    const key = keyOf(origin)
    if (this.#declared.has(key) || this.#sourceOf(origin)) return
    this.#declared.set(key, origin)
    const module = this.#library.complete(origin)
    for (const statement of module.declarations.get(origin.name) ?? []) {
      for (const { text } of referencesIn(statement)) {
        const referred = this.#library.find(module, text)
        if (!referred) continue
        this.#claim(referred, referred.name)
        this.#declare(referred)
      }
    }
  }

  /** Names what is declared elsewhere, so that no two things have one name here. @param {Origin} origin @param {string} wanted */
  #claim(origin, wanted) {
    const key = keyOf(origin)
    if (this.#names.has(key)) return
    const source = this.#sourceOf(origin)
    const there = source?.name ?? wanted
    const prefix = pascal(basename(source?.entry ?? origin.from, '.ts').replace(/^node:/, ''))
    const name = this.#taken.has(there) ? prefix + there : there
    this.#taken.add(name)
    this.#names.set(key, name)
    if (!source) return
    const imported = this.#imports.get(source.entry) ?? new Set()
    this.#imports.set(source.entry, imported.add(there === name ? name : `${there} as ${name}`))
  }

  /** @param {Origin} origin */
  #printed(origin) {
    const module = this.#library.module(origin.from)
    const name = this.#names.get(keyOf(origin)) ?? origin.name
    const isPublic = this.exports.get(name) !== undefined
    return (module.declarations.get(origin.name) ?? [])
      .map((statement) =>
        this.#printedStatement(module, statement, { from: origin.name, to: name }, isPublic),
      )
      .join('\n')
  }

  /**
   * @param {DeclarationModule} module
   * @param {ts.Statement} statement
   * @param {{ from: string, to: string }} own
   * @param {boolean} isPublic
   */
  #printedStatement(module, statement, own, isPublic) {
    const edits = referencesIn(statement).flatMap((identifier) => {
      const origin = this.#library.find(module, identifier.text)
      const to = origin && this.#names.get(keyOf(origin))
      return to && to !== identifier.text ? [{ start: identifier.getStart(), end: identifier.end, to }] : []
    })
    const { name } = /** @type {{ name?: ts.Node }} */ (/** @type {unknown} */ (statement))
    if (name && own.from !== own.to) edits.push({ start: name.getStart(), end: name.end, to: own.to })
    const start = statement.getStart()
    let text = module.source.text.slice(start, statement.end)
    for (const edit of edits.sort((a, b) => b.start - a.start)) {
      text = text.slice(0, edit.start - start) + edit.to + text.slice(edit.end - start)
    }
    const bare = text.replace(/^(export\s+)?(declare\s+)?/, '')
    return `${commentOf(statement)}${isPublic ? 'export ' : ''}${bare}`
  }
}

/** @param {ts.Statement} statement */
function commentOf(statement) {
  const { jsDoc } = /** @type {{ jsDoc?: readonly ts.Node[] }} */ (/** @type {unknown} */ (statement))
  // A file may begin with a comment about itself.
  const last = jsDoc?.at(-1)
  return last ? `${last.getText()}\n` : ''
}

/** @param {string} name */
function pascal(name) {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
