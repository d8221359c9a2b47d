/**
 * The TypeScript in a document, and what the document says that it does:
 *
 *     ```ts                      a whole program; the next blocks say what it gives
 *     ```ts fails: SomeError     a program that ends with that error
 *     ```ts example              the body of a main, in the reference; what it imports is not said
 *     ```ts fragment: reason     only its types are checked, for the reason given
 *     ```ts declaration          generated from the library's declarations, which are checked as such
 *     ```text                    what the program prints, or the message of the error
 *     ```text any order          the same, lines in any order
 *     ```json                    what main returns
 */

export interface DocProgram {
  kind: 'program'
  /** For people: the document and the line, as in `docs/pools.md:12`. */
  place: string
  source: string
  /** One of the reference, which says nothing of what it gives. */
  isExample: boolean
  /** The name of the error that ends it. */
  fails: string | undefined
  prints: string | undefined
  isAnyOrder: boolean
  /** Undefined when nothing is said of it. */
  returns: { value: unknown } | undefined
}

export interface DocFragment {
  kind: 'fragment'
  place: string
  source: string
}

/**
 * @param libraryNames - what an example may use without importing it
 * @throws an Error for a block that says nothing of what it does, or says it in no known way.
 */
export function docBlocks(
  text: string,
  path: string,
  libraryNames: readonly string[] = [],
): (DocProgram | DocFragment)[] {
  const found: (DocProgram | DocFragment)[] = []
  /** What a block of its output or its result right below belongs to. */
  let latest: DocProgram | undefined
  for (const [, indent = '', info = '', body = ''] of text.matchAll(fence)) {
    const place = `${path}:${lineOf(text, body)}`
    const [language = '', ...words] = info.trim().split(' ')
    const rest = words.join(' ')
    if (/^(ts|typescript|tsx|js|javascript)$/.test(language)) {
      const block = rest === 'example' ? example(body, place, libraryNames) : codeBlock(body, rest, place)
      latest = block?.kind === 'program' ? block : undefined
      if (language !== 'ts' || indent !== '')
        throw new Error(`${place}: write \`\`\`ts, at the line's start.`)
      if (block) found.push(block)
    } else if (language === 'text' && latest) {
      latest.prints = body.trimEnd()
      latest.isAnyOrder = rest === 'any order'
    } else if (language === 'json' && latest) latest.returns = { value: JSON.parse(body) as unknown }
    else latest = undefined
  }
  for (const block of found) if (block.kind === 'program') requireExpectation(block)
  return found
}

const fence = /^([ \t]*)```(\S.*)\n([^]*?)^\s*```\s*$/gm

function lineOf(text: string, body: string): number {
  return text.slice(0, text.indexOf(body)).split('\n').length
}

function codeBlock(source: string, info: string, place: string): DocProgram | DocFragment | undefined {
  if (info === 'declaration') return undefined
  const [, how, what = ''] = /^(fails|fragment): (\S.*)$/.exec(info) ?? []
  if (how === undefined && info !== '') throw new Error(`${place}: \`\`\`ts ${info} is not known.`)
  if (how === 'fragment') return { kind: 'fragment', place, source }
  if (!/^export (async )?function main\b/m.test(source)) {
    throw new Error(`${place}: a program exports main; a part of one says \`\`\`ts fragment: <why>.`)
  }
  return { ...program(source, place), fails: how === 'fails' ? what : undefined }
}

function example(body: string, place: string, libraryNames: readonly string[]): DocProgram {
  const used = libraryNames.filter((name) => new RegExp(`\\b${name}\\b`).test(body))
  const source = `import { ${used.join(', ')} } from 'multiprocessing'\nexport async function main() {\n${body}}\n`
  return { ...program(source, place), isExample: true }
}

function program(source: string, place: string): DocProgram {
  const unsaid = { fails: undefined, prints: undefined, isAnyOrder: false, returns: undefined }
  return { kind: 'program', place, source, isExample: false, ...unsaid }
}

function requireExpectation({ place, fails, prints, returns, isExample }: DocProgram): void {
  if (isExample || fails !== undefined || prints !== undefined || returns !== undefined) return
  throw new Error(`${place}: after the program, say what it prints (\`\`\`text) or returns (\`\`\`json).`)
}
