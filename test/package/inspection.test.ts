import { createPackageWithOptions, extractAll, uncacheAll } from '@electron/asar'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkedPackageFolder } from '../../scripts/dist/checkedPackage.mjs'
import { inspectPackage } from '../../scripts/dist/inspect/inspectPackage.mjs'
import { linuxExecutable } from '../../scripts/dist/packagedManifest.mjs'
import { repositoryRoot } from '../support/cli.ts'

/** What `npm run dist:check` says of a package with nothing wrong in it, and of one with everything wrong. */

const bundler = `app.asar.unpacked/node_modules/@esbuild/linux-${process.arch}/bin/esbuild`
const packed = checkedPackageFolder(repositoryRoot)

test('the package is as it should be', async () => {
  const { findings, sizes } = await inspectPackage({ root: repositoryRoot, folder: packed })
  expect(findings).toEqual([])
  expect(sizes.archiveBytes).toBeGreaterThan(sizes.pageBytes)
})

test('whatever drifts is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'forkscope-drift-'))
  try {
    await cp(packed, folder, { recursive: true })
    await tamper(folder)
    const { findings } = await inspectPackage({ root: repositoryRoot, folder })
    expect(findings.toSorted()).toEqual(
      [
        '+ out/main/notes.ts is packed, and scripts/dist/contents.txt does not have it',
        '- out/main/keeper.js should be packed, and is not',
        '+ resources/builder.env is in the package',
        'app.asar/out/main/keeper.js is opened at run time (keeps the threads of a run), and is not in the package',
        `${bundler} (the bundler's own program) cannot be started: everybody needs the right to execute it`,
        "out/main/guardian.js imports 'left-pad', which is not packed",
        'out/main/guardian.js has what looks like a secret (ghp_aaaa…) at character 53',
        'out/main/notes.ts is a source, a map or a test',
        'out/main/notes.ts is packed, and nothing imports it',
        `out/main/notes.ts has the path ${repositoryRoot} of the machine that it was built on`,
        'package.json says scripts: {"start":"x"}, not undefined',
        'The fuse RunAsNode should be on, and is off.',
        'The fuse OnlyLoadAppFromAsar should be on, and is off.',
        'resources/builder.env has the mode 666',
      ].toSorted(),
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

async function tamper(folder: string): Promise<void> {
  const resources = join(folder, 'resources')
  const archive = join(resources, 'app.asar')
  const files = join(folder, 'files')
  extractAll(archive, files)
  await writeFile(join(files, 'out/main/notes.ts'), `// see ${repositoryRoot}/src\n`)
  await rm(join(files, 'out/main/keeper.js'))
  await writeFile(
    join(files, 'out/main/guardian.js'),
    `import pad from 'left-pad'\nexport const token = pad('ghp_${'a'.repeat(36)}')\n`,
  )
  const manifest = await import(join(files, 'package.json'), { with: { type: 'json' } })
  await writeFile(
    join(files, 'package.json'),
    JSON.stringify({ ...manifest.default, scripts: { start: 'x' } }),
  )
  await createPackageWithOptions(files, archive, { unpackDir: '{resources,node_modules/@esbuild}' })
  uncacheAll()
  await rm(files, { recursive: true })
  await chmod(join(resources, bundler), 0o644)
  await writeFile(join(resources, 'builder.env'), 'KEY=1\n')
  await chmod(join(resources, 'builder.env'), 0o666)
  await flipFuses(join(folder, linuxExecutable), {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
  })
}
