import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../../processes.mjs'

/**
 * Copies what git would have of the repository, with changes that are not committed yet: in CI that is a clean clone.
 * Its change log is given a section for the version, as a release's commit does.
 *
 * @param {string} root
 * @param {string} to
 * @param {string} version
 */
export async function cleanCopy(root, to, version) {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { code, output } = await run('git', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  if (code !== 0) throw new Error(`"git ${args.join(' ')}" ended with code ${code}.`)
  for (const name of output.split('\0').filter((each) => each !== '' && existsSync(join(root, each)))) {
    mkdirSync(dirname(join(to, name)), { recursive: true })
    copyFileSync(join(root, name), join(to, name))
    chmodSync(join(to, name), statSync(join(root, name)).mode)
  }
  const changelog = join(to, 'CHANGELOG.md')
  const text = readFileSync(changelog, 'utf8')
  if (!text.includes(`## [${version}]`))
    writeFileSync(
      changelog,
      text.replace('## [Unreleased]', `## [Unreleased]\n\n## [${version}] - 2026-01-01`),
    )
}
