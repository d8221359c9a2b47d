import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'oxfmt'

/**
 * Formats what a script has made as `npm run format` formats what was written.
 *
 * @param {string} root the clone
 * @param {string} fileName its extension says what the text is
 * @param {string} text
 * @returns {Promise<string>}
 * @throws {Error} when the text is not what the name says
 */
export async function formatted(root, fileName, text) {
  const config = readFileSync(join(root, '.oxfmtrc.json'), 'utf8')
  const { $schema, ignorePatterns, ...options } = JSON.parse(config)
  const { code, errors } = await format(fileName, text, options)
  if (errors.length > 0)
    throw new Error(`${fileName} cannot be formatted: ${errors.map(({ message }) => message).join('; ')}`)
  return code
}
