import { inertText } from './inertText.ts'

/** A program in the Lab: one of the catalogue, or the user's own. */
export interface LabProgram {
  /** `catalogue:<id>` or `own:<n>`. */
  key: string
  /** What errors call it. */
  fileName: string
  /** As it came: what Reset goes back to, and what `text` is compared with. */
  original: string
  text: string
  /** Values of the parameter fields, as typed. */
  fields: Record<string, string>
  /** Parameters as JSON, for programs without fields. */
  json: string
}

/** Programs that the user has opened or written, newest last. */
export type LabPrograms = readonly LabProgram[]

export const maxPrograms = 50
/** As the contract bounds a program's text. */
export const maxProgramCharacters = 1_000_000

const maxStemCharacters = 100
const maxExtensionCharacters = 20

export const newProgramText = `import { Process } from 'multiprocessing'

// Functions that run in another process are exported: that is how it finds them.
export async function work(name: string): Promise<void> {
  console.log(\`\${name}: pid \${process.pid}\`)
}

export async function main() {
  const workers = ['first', 'second'].map((name) => new Process({ target: work, args: [name], name }))
  for (const worker of workers) await worker.start()
  for (const worker of workers) await worker.join()
  return workers.map(({ pid, exitCode }) => ({ pid, exitCode }))
}
`

export function catalogueKey(id: string): string {
  return `catalogue:${id}`
}

/** The id of a program of the catalogue; null for an own one. */
export function catalogueId(key: string): string | null {
  return key.startsWith('catalogue:') ? key.slice('catalogue:'.length) : null
}

export function isDirty(program: LabProgram): boolean {
  return program.text !== program.original
}

export function findProgram(programs: LabPrograms, key: string): LabProgram | undefined {
  return programs.find((program) => program.key === key)
}

/** Adds a program, or puts it in the place of the one with its key. Too many: the oldest unchanged ones go. */
export function putProgram(programs: LabPrograms, program: LabProgram): LabPrograms {
  if (findProgram(programs, program.key)) {
    return programs.map((other) => (other.key === program.key ? program : other))
  }
  const unchanged = programs.find((other) => !isDirty(other))
  const kept =
    programs.length < maxPrograms || !unchanged ? programs : programs.filter((other) => other !== unchanged)
  return [...kept, program]
}

export function changeProgram(
  programs: LabPrograms,
  key: string,
  change: Partial<Omit<LabProgram, 'key'>>,
): LabPrograms {
  return programs.map((program) => (program.key === key ? { ...program, ...change } : program))
}

/** A new own program with a name that none has yet. */
export function ownProgram(programs: LabPrograms, fileName: string, text: string): LabProgram {
  const numbers = programs.map(({ key }) => Number(/^own:(\d+)$/.exec(key)?.[1] ?? 0))
  const name = freeName(
    plainName(fileName),
    programs.filter(({ key }) => catalogueId(key) === null).map((program) => program.fileName),
  )
  return {
    key: `own:${Math.max(0, ...numbers) + 1}`,
    fileName: name,
    original: text,
    text,
    fields: {},
    json: '',
  }
}

/** Without what would reorder the page, and no longer than the host takes. */
function plainName(fileName: string): string {
  const [stem, extension] = nameParts([...fileName].filter((one) => inertText(one) === one).join(''))
  return `${stem.slice(0, maxStemCharacters)}${extension.slice(0, maxExtensionCharacters)}` || 'program.ts'
}

function nameParts(fileName: string): [stem: string, extension: string] {
  const [, stem = fileName, extension = ''] = /^(.*?)(\.[^.]*)?$/.exec(fileName) ?? []
  return [stem, extension]
}

/** `program.ts`, `program-2.ts`, … */
function freeName(fileName: string, taken: readonly string[]): string {
  if (!taken.includes(fileName)) return fileName
  const [stem, extension] = nameParts(fileName)
  for (let n = 2; ; n++) {
    const name = `${stem}-${n}${extension}`
    if (!taken.includes(name)) return name
  }
}
