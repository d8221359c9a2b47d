import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { format } from 'oxfmt'

const configFile = join(dirname(import.meta.dirname), '.oxfmtrc.json')

/**
 * Formats what a script has made as `npm run format` formats what was written.
 *
 * @param {string} fileName its extension says what the text is
 * @param {string} text
 * @returns {Promise<string>}
 * @throws {Error} when the text is not what the name says
 */
export async function formatted(fileName, text) {
  const { $schema, ignorePatterns, ...options } = JSON.parse(readFileSync(configFile, 'utf8'))
  const { code, errors } = await format(fileName, text, options)
  if (errors.length > 0)
    throw new Error(`${fileName} cannot be formatted: ${errors.map(({ message }) => message).join('; ')}`)
  return code
}
