import { extractAll } from '@electron/asar'
import { link, copyFile, cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { checkedPackageFolder } from '../../../scripts/dist/checkedPackage.mjs'
import { linuxExecutable } from '../../../scripts/dist/packagedManifest.mjs'
import { repositoryRoot } from '../../support/cli.ts'

/**
 * The package of `npm run dist:check`, far from the clone: whatever it does not bring along is not found. Plain Node
 * cannot look into an archive, so its files lie in a folder of the archive's name, and what is unpacked lies beside
 * it alone, as in the package: who looks for it in the archive finds nothing.
 */
export interface ExtractedPackage {
  folder: string
  /** The app's own program: a Node, as it is with ELECTRON_RUN_AS_NODE. */
  program: string
  /** `resources/app.asar`. */
  app: string
  /** `resources/bin/forkscope`. */
  commandLine: string
  /** `resources/app.asar.unpacked/resources/exercises`. */
  exercises: string
  remove(): Promise<void>
}

export async function extractPackage(): Promise<ExtractedPackage> {
  const packed = checkedPackageFolder(repositoryRoot)
  // A blank, as in `Program Files`.
  const folder = await mkdtemp(join(tmpdir(), 'an extracted package '))
  const resources = join(folder, 'resources')
  const program = join(folder, linuxExecutable)
  await copyResources(join(packed, 'resources'), resources)
  // As large as Node; a link in the file system is as good as a copy.
  await link(join(packed, linuxExecutable), program).catch(() =>
    copyFile(join(packed, linuxExecutable), program),
  )
  return {
    folder,
    program,
    app: join(resources, 'app.asar'),
    commandLine: join(resources, 'bin', 'forkscope'),
    exercises: join(resources, 'app.asar.unpacked', 'resources', 'exercises'),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

async function copyResources(packed: string, resources: string): Promise<void> {
  await mkdir(resources)
  for (const name of await readdir(packed))
    if (name !== 'app.asar') await cp(join(packed, name), join(resources, name), { recursive: true })
  const archive = join(packed, 'app.asar')
  const app = join(resources, basename(archive))
  extractAll(archive, app)
  // It has put the unpacked files into their places; in an archive there is none of them.
  for (const top of await readdir(`${app}.unpacked`)) await removeUnpacked(app, top)
}

/** Removes from the extracted files what lies unpacked beside them, with the folders that this empties. */
async function removeUnpacked(app: string, path: string): Promise<void> {
  const entries = await readdir(join(`${app}.unpacked`, path), { withFileTypes: true })
  for (const entry of entries) {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) await removeUnpacked(app, inner)
    else await rm(join(app, inner))
  }
  if ((await readdir(join(app, path))).length === 0) await rm(join(app, path), { recursive: true })
}

/** As who extracts a package by hand has it: all files in one folder `app`. */
export async function mergeIntoFolder({ app }: ExtractedPackage): Promise<void> {
  await cp(`${app}.unpacked`, app, { recursive: true })
  await rm(`${app}.unpacked`, { recursive: true })
  await rename(app, app.replace(/app\.asar$/, 'app'))
}
