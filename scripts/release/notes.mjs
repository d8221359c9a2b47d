import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { changesOf } from './changelog.mjs'
import { isSignatureList } from './signatures.mjs'
import { addSummary, ReleaseError, root, runStep } from './step.mjs'

/**
 * The text of a release: what has changed, what is signed and what is not, how to verify it. The lists of signatures
 * are taken out of the release's folder.
 *
 *   node scripts/release/notes.mjs <folder> <file>
 */
await runStep(() => {
  const [folder, file] = process.argv.slice(2)
  if (!folder || !file)
    throw new ReleaseError(
      'Name the folder with the release and the file to write: notes.mjs <folder> <file>.',
    )
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
  const changes = changesOf(changelog, version) ?? changesOf(changelog, 'Unreleased') ?? 'See CHANGELOG.md.'
  const lists = readdirSync(folder).filter(isSignatureList).sort()
  /** @type {{ name: string, isSigned: boolean, detail: string }[]} */
  const signatures = lists.flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  for (const name of lists) rmSync(join(folder, name))
  if (signatures.length === 0)
    throw new ReleaseError(`${folder} has no signatures-*.json: what is signed is not known.`)
  const isFeedSigned = readdirSync(folder).some((name) => name.endsWith('.yml.sig'))
  const text = [changes, '', ...signed(signatures, isFeedSigned), '', ...verifying(version)].join('\n')
  writeFileSync(file, `${text}\n`)
  addSummary(text)
})

/**
 * @param {{ name: string, isSigned: boolean, detail: string }[]} signatures
 * @param {boolean} isFeedSigned
 */
function signed(signatures, isFeedSigned) {
  const unsigned = signatures.filter(({ isSigned }) => !isSigned)
  return [
    '## Signatures',
    '',
    ...(unsigned.length > 0
      ? [
          '**Not everything here is signed with a certificate.** Windows and macOS warn before they open what is not.',
          '',
        ]
      : []),
    '| file | signature |',
    '| --- | --- |',
    ...signatures.map(({ name, detail }) => `| ${name} | ${detail} |`),
    '',
    isFeedSigned
      ? 'The update feed is signed.'
      : 'There is no signed update feed: the app does not update itself.',
  ]
}

/** @param {string} version */
function verifying(version) {
  const repository = process.env['GITHUB_REPOSITORY'] ?? '<owner>/<repository>'
  return [
    '## Verify',
    '',
    '```sh',
    'sha256sum --check --ignore-missing SHA256SUMS',
    `gh attestation verify <file> --repo ${repository}`,
    '```',
    '',
    `What is inside: \`Forkscope-${version}.cdx.json\` (CycloneDX).`,
  ]
}
