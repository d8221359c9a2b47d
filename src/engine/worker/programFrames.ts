/** Where the built engine lies; this module may be in a chunk of it. */
const ownFolder = import.meta.dirname.replace(/[\\/]chunks$/, '')

/** A stack, or a text with one, without the frames of Forkscope and of Node: they are not the program's. */
export function programFrames(text: string): string {
  return text
    .split('\n')
    .filter((line) => !isForeign(line))
    .join('\n')
}

function isForeign(line: string): boolean {
  return /^\s+at /.test(line) && (line.includes(ownFolder) || line.includes('node:internal'))
}
