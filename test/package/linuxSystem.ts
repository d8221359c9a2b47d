import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { existsSync } from 'node:fs'
import { markVariable } from '../support/leaks.ts'

/** The machine's own tools, as an administrator would call them. */

export const packageName = 'forkscope'

/** By this a package that an interrupted test left is known from one that somebody uses. */
export const testMaintainer = 'Install test <install-test@localhost>'

/** `nobody`, which exists everywhere and owns nothing. */
const unprivileged = 65_534

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

export function has(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
}

export function system(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): SpawnSyncReturns<string> {
  return spawnSync(command, args, { encoding: 'utf8', env, maxBuffer: 256 * 2 ** 20, timeout: 120_000 })
}

/** Like {@link system}, for what has to succeed. */
export function must(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr, error } = system(command, args, env)
  if (status !== 0)
    throw new Error(
      `${command} ${args.join(' ')} ended with ${status}: ${error?.message ?? ''}${stdout}${stderr}`,
    )
  return stdout
}

/**
 * Whether a package may be installed on this machine: as root of a Debian that is nobody's desk. With
 * `FORKSCOPE_INSTALL_TEST=archive` it never is.
 */
export function mayInstall(): boolean {
  const isAdministrator = process.getuid?.() === 0 && process.env['SUDO_USER'] === undefined
  const isDebian = existsSync('/etc/debian_version') && has('dpkg') && has('dpkg-deb')
  if (process.env['FORKSCOPE_INSTALL_TEST'] === 'archive' || !isAdministrator || !isDebian) return false
  const { status, maintainer } = installed()
  return status === '' || maintainer === testMaintainer
}

export function installed(): { status: string; maintainer: string } {
  const format = '${db:Status-Status}\t${Maintainer}'
  const [status = '', maintainer = ''] = system('dpkg-query', [
    '--show',
    `--showformat=${format}`,
    packageName,
  ]).stdout.split('\t')
  return { status, maintainer }
}

/** Whatever state it is in; nothing happens when it is not installed. */
export function purge(env?: NodeJS.ProcessEnv): void {
  if (installed().status !== '') must('dpkg', ['--purge', packageName], env)
}

/**
 * Where packages put things: kind, mode, owner, size and target of every file, by path. Without what Python and the
 * package manager's own journal write there at any time.
 */
export function machineFiles(): Map<string, string> {
  const trees = ['/opt', '/etc', '/usr', '/var/lib/dpkg/info', '/var/cache/apparmor'].filter(existsSync)
  const lines = must('find', [...trees, '-xdev', '-printf', '%p\t%y %m %u:%g %l\t%s\n']).split('\n')
  const facts = lines.flatMap((line): [string, string][] => {
    const [path = '', what = '', size = ''] = line.split('\t')
    if (path === '' || path.includes('/__pycache__')) return []
    // A folder's size tells how many files it once had.
    return [[path, what.startsWith('d') ? what : `${what} ${size} bytes`]]
  })
  return new Map(facts)
}

/** What of the one is not the same in the other, either way. */
export function differences(before: Map<string, string>, after: Map<string, string>): string[] {
  const paths = new Set([...before.keys(), ...after.keys()])
  return [...paths].flatMap((path) => {
    const [then, now] = [before.get(path) ?? 'not there', after.get(path) ?? 'not there']
    return then === now ? [] : [`${path}: before ${then}, after ${now}`]
  })
}

export interface UserOptions {
  /** Working directory, home and place of temporary files; belongs to the user. */
  home: string
  /** Runs as the user of the test when that is not root. */
  timeoutMs?: number
}

/** Runs a command as a user without rights, with an environment of his own. */
export function runAsUser(command: string, args: readonly string[], options: UserOptions): Promise<Outcome> {
  const { home, timeoutMs = 60_000 } = options
  const isRoot = process.getuid?.() === 0
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    TMPDIR: home,
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
  }
  const child = spawn(command, args, {
    cwd: home,
    // The mark lets the guard find what is left behind.
    env: { ...env, [markVariable]: process.env[markVariable] },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    ...(isRoot && { uid: unprivileged, gid: unprivileged }),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** The user that {@link runAsUser} runs commands as. */
export function userId(): number | undefined {
  return process.getuid?.() === 0 ? unprivileged : process.getuid?.()
}
