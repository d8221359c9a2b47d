import { engineFolder } from './engineFolder.ts'

/** A stack, or a text with one, without the frames of Forkscope and of Node: they are not the program's. */
export function programFrames(text: string): string {
  return text
    .split('\n')
    .filter((line) => !isForeign(line))
    .join('\n')
}

function isForeign(line: string): boolean {
  return /^\s+at /.test(line) && (line.includes(engineFolder) || line.includes('node:internal'))
}
