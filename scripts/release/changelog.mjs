/**
 * @param {string} changelog in the format of Keep a Changelog
 * @param {string} version
 * @returns {string | undefined} what the section of that version says; undefined when there is none or it is empty
 */
export function changesOf(changelog, version) {
  const lines = changelog.split(/\r?\n/)
  const start = lines.findIndex((line) => line.startsWith(`## [${version}]`))
  if (start < 0) return undefined
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => /^## |^\[[^\]]+\]: /.test(line))
  return (
    rest
      .slice(0, end < 0 ? undefined : end)
      .join('\n')
      .trim() || undefined
  )
}
