import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../processes.mjs'
import { ReleaseError, runStep } from './step.mjs'

/**
 * Makes the draft of a release, or makes it anew; what is published already is never touched. People publish it.
 *
 *   node scripts/release/draft.mjs <folder> <notes file>
 *
 * By GitHub's `gh`, which reads GH_TOKEN and GH_REPO.
 */
await runStep(async () => {
  const [folder, notes] = process.argv.slice(2)
  if (!folder || !notes)
    throw new ReleaseError('Name the folder with the release and its notes: draft.mjs <folder> <file>.')
  const { GITHUB_REF_TYPE: type, GITHUB_REF_NAME: tag } = process.env
  if (type !== 'tag' || !tag) throw new ReleaseError('A draft needs a tag, and this was not started by one.')
  const found = await run('gh', ['release', 'view', tag, '--json', 'isDraft', '--jq', '.isDraft'])
  if (found.code === 0) {
    if (found.output.trim() !== 'true')
      throw new ReleaseError(
        `${tag} is published already: what people may have is not replaced. Release a higher version.`,
      )
    await gh(['release', 'delete', tag, '--yes'])
  }
  const files = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
  const prerelease = tag.includes('-') ? ['--prerelease'] : []
  await gh([
    'release',
    'create',
    tag,
    '--draft',
    '--verify-tag',
    ...prerelease,
    '--title',
    `Forkscope ${tag.slice(1)}`,
    '--notes-file',
    notes,
    ...files,
  ])
})

/** @param {string[]} args */
async function gh(args) {
  const { code, output } = await run('gh', args)
  if (code !== 0)
    throw new ReleaseError(`"gh ${args.slice(0, 3).join(' ')}" ended with code ${code}: ${output.trim()}`)
  console.log(output.trim())
}
