/** Compares what is packed with what should be. */

/**
 * Each line of the manifest is a path or a pattern; the rest are comments.
 * @param {string} manifest
 * @param {string} target `linux-x64`
 * @param {readonly string[]} resources paths of what is packed of `resources`
 */
export function expectedContents(manifest, target, resources) {
  const lines = manifest.split(/\r?\n/).map((line) => line.trim())
  const named = lines.filter((line) => line !== '' && !line.startsWith('#'))
  return [...named.map((line) => line.replaceAll('{target}', target)), ...resources]
}

/**
 * @param {readonly string[]} packed paths
 * @param {readonly string[]} expected paths and patterns
 * @returns {string[]} one line for each difference, as of a diff
 */
export function contentDifferences(packed, expected) {
  const patterns = expected.filter((line) => /[*{]/.test(line))
  const paths = new Set(expected.filter((line) => !/[*{]/.test(line)))
  const matchers = patterns.map((pattern) => ({ pattern, matcher: toRegExp(pattern), count: 0 }))
  const extra = packed.filter((path) => {
    if (paths.delete(path)) return false
    const found = matchers.filter(({ matcher }) => matcher.test(path))
    for (const each of found) each.count++
    return found.length === 0
  })
  const unmatched = matchers.filter(({ count }) => count === 0).map(({ pattern }) => pattern)
  return [
    ...extra.map((path) => `+ ${path} is packed, and scripts/dist/contents.txt does not have it`),
    ...[...paths, ...unmatched].map((path) => `- ${path} should be packed, and is not`),
  ].sort()
}

/** @param {string} pattern */
function toRegExp(pattern) {
  const escaped = pattern.replace(/[.+^$()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${escaped.replaceAll('{hash}', String.raw`[\w-]{8}`).replaceAll('*', '[^/]+')}$`)
}
