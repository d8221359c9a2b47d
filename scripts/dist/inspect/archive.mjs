import { getRawHeader } from '@electron/asar'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {object} PackedFile
 * @property {string} path inside the archive, with `/`
 * @property {number} size
 * @property {boolean} isUnpacked lies beside the archive, in `app.asar.unpacked`
 * @property {boolean} isExecutable
 * @property {() => Buffer} read
 */

/** What Electron reads as a folder. @param {string} resources the package's folder `resources` */
export function openArchive(resources) {
  const archive = join(resources, 'app.asar')
  const { header, headerSize } = getRawHeader(archive)
  const bytes = readFileSync(archive)
  /** @type {PackedFile[]} */
  const files = []
  collect(header, '')
  return files

  /** @param {any} entry @param {string} path */
  function collect(entry, path) {
    if (entry.files !== undefined) {
      for (const [name, inner] of Object.entries(entry.files))
        collect(inner, path === '' ? name : `${path}/${name}`)
      return
    }
    // Eight bytes before the header tell its size.
    const start = 8 + headerSize + Number(entry.offset)
    files.push({
      path,
      size: entry.size ?? 0,
      isUnpacked: entry.unpacked === true,
      isExecutable: entry.executable === true,
      read: () =>
        entry.unpacked === true
          ? readFileSync(join(`${archive}.unpacked`, path))
          : bytes.subarray(start, start + entry.size),
    })
  }
}
