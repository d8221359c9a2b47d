import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { changesOf } from './changelog.mjs'
import { ReleaseError, root, runStep, setOutput } from './step.mjs'

/**
 * First step of a release: the tag has to be `v` and package.json's version, and CHANGELOG.md has to say what is in
 * that version. Started by hand on a branch it is a rehearsal, which makes everything but a release.
 *
 *   node scripts/release/checkTag.mjs      reads GITHUB_REF_TYPE and GITHUB_REF_NAME
 */

const versionPattern = /^\d+\.\d+\.\d+(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/

await runStep(() => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  if (!versionPattern.test(version))
    throw new ReleaseError(
      `package.json has the version "${version}", and a release needs one like 1.2.3 or 1.2.3-beta.1.`,
    )
  const { GITHUB_REF_TYPE: type, GITHUB_REF_NAME: name } = process.env
  const isRelease = type === 'tag'
  if (isRelease) checkTag(name ?? '', version)
  setOutput('version', version)
  setOutput('is-release', String(isRelease))
})

/**
 * @param {string} tag
 * @param {string} version
 */
function checkTag(tag, version) {
  if (tag !== `v${version}`)
    throw new ReleaseError(
      `The tag is ${tag}, but package.json has the version ${version}: the tag has to be v${version}. ` +
        'Delete the tag, commit the version, and tag that commit (docs/release.md).',
    )
  if (changesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version) === undefined)
    throw new ReleaseError(
      `CHANGELOG.md has no section "## [${version}]": give "Unreleased" that name and its date (docs/release.md).`,
    )
}
