import {
  chmodSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildLinuxPackages } from '../../scripts/dist/linux/packages.mjs'
import { makeHome, runnablePackage } from './linuxPackage.ts'
import {
  differences,
  has,
  installed,
  machineFiles,
  mayInstall,
  must,
  packageName,
  purge,
  runAsUser,
  system,
  testMaintainer,
  userId,
} from './linuxSystem.ts'
import type { ExtractedPackage } from './support/extractedPackage.ts'

/**
 * The package for Linux, really installed: on a Debian with root, as CI is, as a deb by dpkg; elsewhere the archive,
 * unpacked. Dependencies are not installed, for that would take a network: whether apt could is asked, and dpkg is told
 * to do without.
 */

const isLinux = process.platform === 'linux'
const installs = isLinux && mayInstall()
const app = '/opt/Forkscope'
const theme = '/usr/share/icons/hicolor'
const runType = 'application/vnd.forkscope.run+json'

let work = ''
let extracted: ExtractedPackage | undefined
let unpacked = ''
let home = { path: '', remove: (): void => undefined }

beforeAll(async () => {
  if (!isLinux) return
  work = mkdtempSync(join(tmpdir(), 'linux-'))
  home = makeHome()
  extracted = await runnablePackage()
  unpacked = extracted.folder
})

afterAll(async () => {
  await extracted?.remove()
  home.remove()
  if (work !== '') rmSync(work, { recursive: true, force: true })
})

/** What a user without rights can do with what was installed, from anywhere. */
async function expectToWork(command: string, version: string): Promise<void> {
  const said = await runAsUser(command, ['--version'], { home: home.path })
  expect(said).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })

  const own = await runAsUser(command, ['run', 'squares.ts', '--json'], { home: home.path })
  // To a user who has run none before it is said, once, what that means.
  expect(own.stderr).toMatch(/^(?:A program runs with your rights .*\n)?$/)
  expect(JSON.parse(own.stdout)).toMatchObject({
    run: { outcome: 'completed', result: { squares: [4, 9, 16], user: userId() } },
  })

  const experiment = ['map', 'countPrimes', '--items', '4', '--workers', '2', '--repeats', '1', '--json']
  const mapped = await runAsUser(command, experiment, { home: home.path })
  expect(mapped.code, mapped.stderr).toBe(0)
}

const version = (): string =>
  (JSON.parse(readFileSync(join(unpacked, 'resources/app.asar/package.json'), 'utf8')) as { version: string })
    .version

/** Either of the two, and no word of the other. */
if (installs || !isLinux) describe.skipIf(!isLinux)('the deb', theDeb)
else describe('the archive', theArchive)

function theDeb(): void {
  let deb = ''
  let before = new Map<string, string>()
  /** Takes part as the AppArmor of Ubuntu 24.04 would, which understands the profile. */
  let environment: NodeJS.ProcessEnv = {}

  beforeAll(async () => {
    purge()
    process.env['FORKSCOPE_MAINTAINER'] = testMaintainer
    const output = join(work, 'packages')
    ;[deb = ''] = await buildLinuxPackages({ unpacked, output, kinds: ['deb'], isFast: true })
    environment = { ...process.env, PATH: `${fakeAppArmor()}:${process.env['PATH']}` }
    before = machineFiles()
    must('dpkg', ['--install', '--force-depends', '--force-unsafe-io', deb], environment)
  })

  afterAll(() => {
    delete process.env['FORKSCOPE_MAINTAINER']
    purge(environment)
  })

  function fakeAppArmor(): string {
    const folder = join(work, 'tools')
    mkdirSync(folder)
    writeFileSync(join(folder, 'apparmor_parser'), '#!/bin/sh\n')
    chmodSync(join(folder, 'apparmor_parser'), 0o755)
    return folder
  }

  it('has dependencies that apt can satisfy, and is what dpkg says it installed', () => {
    const hasLists = globSync('/var/lib/apt/lists/*_Packages*').length > 0
    const simulated = system('apt-get', ['install', '--simulate', '--no-download', deb])
    if (hasLists) expect(simulated.status, simulated.stderr).toBe(0)
    expect(installed()).toEqual({ status: 'installed', maintainer: testMaintainer })
    expect(must('dpkg', ['--verify', packageName])).toBe('')
    expect(must('dpkg-query', ['--show', '--showformat=${Conffiles}', packageName])).toBe('')
  })

  it('holds the whole app, which belongs to root, can be changed by root alone, and run by all', () => {
    const files = globSync('**/*', { cwd: unpacked }).sort()
    expect(globSync('**/*', { cwd: app }).sort()).toEqual([...files, 'resources/apparmor-profile'].sort())
    const wrong = ownPaths().filter((path) => {
      const { uid, gid, mode } = lstatSync(path)
      return (
        uid !== 0 ||
        gid !== 0 ||
        (!lstatSync(path).isSymbolicLink() && ![0o755, 0o644, 0o4755].includes(mode & 0o7777))
      )
    })
    expect(wrong).toEqual([])
    const modes = programs().map((path) => [path, (lstatSync(path).mode & 0o7777).toString(8)])
    expect(Object.fromEntries(modes)).toEqual({
      [`${app}/chrome-sandbox`]: '4755',
      [`${app}/forkscope-desktop`]: '755',
      [`${app}/resources/bin/forkscope`]: '755',
      [esbuild()]: '755',
    })
  })

  it('puts a command, an entry in the menu, icons, a type of file and papers where they are looked for', () => {
    const sizes = (folder: string): string[] => globSync(`*/${folder}/*`, { cwd: theme })
    const others = ownPaths().filter((path) => !path.startsWith(app) && lstatSync(path).isFile())
    expect(others.filter((path) => !path.startsWith(theme))).toEqual([
      '/usr/share/applications/forkscope-desktop.desktop',
      '/usr/share/doc/forkscope/CHANGELOG.md.gz',
      '/usr/share/doc/forkscope/THIRD_PARTY_LICENSES.txt.gz',
      '/usr/share/doc/forkscope/copyright',
      '/usr/share/man/man1/forkscope.1.gz',
      '/usr/share/metainfo/dev.forkscope.app.metainfo.xml',
      '/usr/share/mime/packages/forkscope.xml',
    ])
    expect(readlinkSync('/usr/bin/forkscope')).toBe(`${app}/resources/bin/forkscope`)
    for (const size of ['16x16', '48x48', '256x256', '512x512'])
      expect(sizes('apps')).toContain(`${size}/apps/forkscope-desktop.png`)
    for (const name of [
      '256x256/mimetypes/application-vnd.forkscope.run+json.png',
      'scalable/apps/forkscope-desktop.svg',
    ])
      expect(existsSync(join(theme, name)), name).toBe(true)
  })

  it('has an entry in the menu that starts the app with a file of the type that it registers', () => {
    const file = '/usr/share/applications/forkscope-desktop.desktop'
    if (has('desktop-file-validate')) expect(must('desktop-file-validate', ['--no-hints', file])).toBe('')
    const entries = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split('=') as [string, string])
    const { Exec, MimeType, Icon, Categories } = Object.fromEntries(entries)
    expect({ Exec, MimeType, Icon, Categories }).toEqual({
      Exec: `${app}/forkscope-desktop %f`,
      MimeType: `${runType};`,
      Icon: 'forkscope-desktop',
      Categories: 'Development;Education;',
    })
    if (has('update-mime-database'))
      expect(readFileSync('/usr/share/mime/globs2', 'utf8')).toContain(`50:${runType}:*.forkscope\n`)
  })

  it('lets AppArmor grant Chromium its sandbox, where it restricts user namespaces', () => {
    if (!existsSync('/etc/apparmor.d')) return
    const profile = readFileSync('/etc/apparmor.d/forkscope-desktop', 'utf8')
    expect(profile).toContain(`profile forkscope-desktop "${app}/forkscope-desktop" flags=(unconfined)`)
  })

  it('runs programs and experiments of a user without rights', () =>
    expectToWork('/usr/bin/forkscope', version()))

  it('is removed without a trace', () => {
    purge(environment)
    expect(differences(before, machineFiles())).toEqual([])
    expect(installed().status).toBe('')
    for (const list of globSync([
      '/usr/share/mime/{globs2,mime.cache}',
      '/usr/share/applications/mimeinfo.cache',
    ]))
      expect(readFileSync(list, 'latin1').includes('forkscope'), list).toBe(false)
  })

  function ownPaths(): string[] {
    const isOwn = (path: string): boolean => lstatSync(path).isDirectory() === false || path.startsWith(app)
    return must('dpkg', ['--listfiles', packageName]).trim().split('\n').filter(isOwn).sort()
  }

  function programs(): string[] {
    return ownPaths().filter((path) => lstatSync(path).isFile() && (lstatSync(path).mode & 0o111) !== 0)
  }

  function esbuild(): string {
    const name = `linux-${process.arch}`
    return `${app}/resources/app.asar.unpacked/node_modules/@esbuild/${name}/bin/esbuild`
  }
}

function theArchive(): void {
  it('keeps its modes, works for its user from where it is unpacked, and is gone with its folder', async () => {
    const archive = join(home.path, 'forkscope.tar.gz')
    must('tar', ['-C', unpacked, '--use-compress-program', 'gzip -1', '-cf', archive, '.'])
    const folder = join(home.path, 'Forkscope')
    const unpack = await runAsUser(
      'sh',
      ['-c', 'umask 0; mkdir "$2" && tar -xzf "$1" -C "$2"', 'sh', archive, folder],
      {
        home: home.path,
      },
    )
    expect(unpack).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(modes(folder)).toEqual(modes(unpacked))

    await expectToWork(join(folder, 'resources/bin/forkscope'), version())
    expect(modes(folder), 'what its runs changed').toEqual(modes(unpacked))
    expect((await runAsUser('rm', ['-r', folder], { home: home.path })).code).toBe(0)
  })

  function modes(folder: string): string[] {
    const paths = globSync('**/*', { cwd: folder }).sort()
    return paths.map((path) => `${path} ${(lstatSync(join(folder, path)).mode & 0o7777).toString(8)}`)
  }
}

// RPM's own tool is on few Debians.
if (isLinux && has('rpmbuild'))
  describe('the rpm', () => {
    it('holds what the deb holds, with the same modes, all of root', async () => {
      const output = join(work, 'rpm')
      const [rpm = ''] = await buildLinuxPackages({ unpacked, output, kinds: ['rpm'], isFast: true })
      const lines = must('rpm', [
        '-qp',
        '--queryformat',
        '[%{FILEMODES:perms} %{FILEUSERNAME} %{FILENAMES}\\n]',
        rpm,
      ])
      expect(lines).toContain(`-rwsr-xr-x root ${app}/chrome-sandbox\n`)
      expect(lines).toContain(`-rwxr-xr-x root ${app}/forkscope-desktop\n`)
      expect(lines).toContain('lrwxrwxrwx root /usr/bin/forkscope\n')
      expect(lines).toContain('-rw-r--r-- root /usr/share/applications/forkscope-desktop.desktop\n')
      const wrong = /^[-d](....w|.{7}w)|DEBIAN| (?!root)\S+ \/|^d.* \/usr/
      expect(lines.split('\n').filter((line) => wrong.test(line))).toEqual([])
      const inApp = globSync('**/*', { cwd: unpacked }).map((path) => `${app}/${path}`)
      expect(inApp.filter((path) => !lines.includes(` ${path}\n`))).toEqual([])
    })
  })
