/** Pieces of Markdown, and links between the names of the reference. */

export class Linker {
  #addresses

  /** @param {ReadonlyMap<string, string>} addresses by name */
  constructor(addresses) {
    this.#addresses = addresses
  }

  /** @param {string} name */
  has(name) {
    return this.#addresses.has(name)
  }

  /** @param {string} name */
  link(name) {
    const address = this.#addresses.get(name)
    return address === undefined ? `\`${name}\`` : `[${name}](${address})`
  }

  /** @param {string} text with `{@link Name}` in it */
  text(text) {
    return text.replace(/\{@link\s+([\w.]+)\s*\}/g, (_, name) => this.link(name))
  }

  /** The names of errors in it become links. @param {string} text */
  errors(text) {
    return this.text(text).replace(/(?<!\[)\b[A-Z]\w*Error\b(?!\])/g, (name) => this.link(name))
  }
}

/** @param {string} code */
export function inlineCode(code) {
  return `\`${linesOf(code).join(' ')}\``
}

/** @param {string} text */
export function linesOf(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}

/** @param {string} text */
export function firstSentence(text) {
  const line = linesOf(text.split('\n\n')[0] ?? '').join(' ')
  return /^.*?\.(?=\s+[A-Z`]|$)/.exec(line)?.[0] ?? line
}

/** Names with brackets are not links. @param {string} name */
export function heading(name) {
  return /^\w+$/.test(name) ? name : `\`${name}\``
}
