import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { fuses } from '../fuses.mjs'

/** @type {ReadonlyMap<unknown, string>} */
const words = new Map([
  [FuseState.ENABLE, 'on'],
  [FuseState.DISABLE, 'off'],
])

/**
 * Reads the fuses of a packaged program back.
 * @param {string} program
 * @returns {Promise<string[]>}
 */
export async function fuseFindings(program) {
  /** @type {Partial<Record<string, unknown>>} */
  const wire = await getCurrentFuseWire(program)
  const decided = new Map(fuses.map(({ option, isOn }) => [String(option), isOn]))
  const findings = fuses
    .filter(({ option, isOn }) => wire[option] !== (isOn ? FuseState.ENABLE : FuseState.DISABLE))
    .map(
      ({ option, isOn }) =>
        `The fuse ${FuseV1Options[option]} should be ${isOn ? 'on' : 'off'}, and is ${stateWords(wire[option])}.`,
    )
  const undecided = Object.keys(wire).filter((key) => /^\d+$/.test(key) && !decided.has(key))
  return [
    ...findings,
    ...undecided.map((key) => `Nobody has decided on fuse ${key}: see scripts/dist/fuses.mjs.`),
  ]
}

/** @param {unknown} state */
function stateWords(state) {
  return words.get(state) ?? 'not there'
}
