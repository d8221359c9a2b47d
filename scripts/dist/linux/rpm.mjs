import { lstat, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../processes.mjs'
import { rpmRequires } from './dependencies.mjs'
import { installFolder, packageName, packageVersion } from './facts.mjs'
import { treePaths } from './stage.mjs'

const architectures = { x64: 'x86_64', arm64: 'aarch64' }

/**
 * @param {object} request
 * @param {string} request.tree as `stageTree` has laid it out
 * @param {string} request.work an empty folder
 * @param {string} request.output where the package goes
 * @param {import('./facts.mjs').LinuxFacts} request.facts
 * @param {boolean} request.isFast without compression
 * @returns {Promise<string>} path of the package
 */
export async function buildRpm({ tree, work, output, facts, isFast }) {
  const architecture = architectures[facts.arch]
  const spec = join(work, `${packageName}.spec`)
  await mkdir(work, { recursive: true })
  await writeFile(spec, specText({ tree, facts, isFast, files: await fileList(tree) }))
  const args = ['-bb', '--quiet', '--target', `${architecture}-linux`, '--define', `_topdir ${work}`, spec]
  const { code, output: said } = await run('rpmbuild', args)
  if (code !== 0) throw new Error(`rpmbuild failed (exit code ${code}):\n${said.trim()}`)
  const name = `${packageName}-${packageVersion(facts.version)}-1.${architecture}.rpm`
  await rename(join(work, 'RPMS', architecture, name), join(output, name))
  return join(output, name)
}

/**
 * Nothing is compiled, stripped, searched for dependencies or rewritten: the files go in as they are.
 * @param {{ tree: string, facts: import('./facts.mjs').LinuxFacts, isFast: boolean, files: string }} parts
 */
function specText({ tree, facts, isFast, files }) {
  return `%global debug_package %{nil}
%global __os_install_post %{nil}
%global _build_id_links none
%global _binary_payload ${isFast ? 'w.ufdio' : 'w6T0.xzdio'}
Name: ${packageName}
Version: ${packageVersion(facts.version)}
Release: 1
Summary: Process monitor and multiprocessing lab
License: MIT
Group: Development/Tools
Packager: ${facts.maintainer}
AutoReqProv: no
${rpmRequires.map((name) => `Requires: ${name}`).join('\n')}

%description
Launch a program that uses processes, pools, queues and pipes, or map a
function over a pool of workers, and see what really happens: which processes
live and die, which core each runs on, what flows through every queue and
pipe, who waits for whom, and whether more workers paid off.

%install
cp -a '${tree}/.' %{buildroot}

%files
${files}
`
}

/** Folders of the app alone are its own; the others belong to the system. @param {string} tree */
async function fileList(tree) {
  const lines = []
  for (const path of await treePaths(tree)) {
    const stats = await lstat(join(tree, path))
    const isOwn = path === installFolder || path.startsWith(`${installFolder}/`)
    const mode = (stats.mode & 0o7777).toString(8)
    if (stats.isSymbolicLink()) lines.push(`"${path}"`)
    else if (!stats.isDirectory()) lines.push(`%attr(${mode},root,root) "${path}"`)
    else if (isOwn) lines.push(`%dir %attr(${mode},root,root) "${path}"`)
  }
  return lines.join('\n')
}
