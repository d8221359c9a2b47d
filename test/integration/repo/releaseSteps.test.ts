import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../../scripts/processes.mjs'
import { readPublicKey, requireSignature } from '../../../src/main/electron/updates/signedFeed.ts'
import { repositoryRoot } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/programFiles.ts'

/** What a release must not do: each script as the workflow starts it. */

function step(name: string, args: string[], env: Record<string, string> = {}) {
  return run(process.execPath, [join(repositoryRoot, 'scripts', 'release', `${name}.mjs`), ...args], {
    env: { PATH: process.env['PATH'], ...env },
  })
}

const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
  version: string
}

describe('the tag', () => {
  it.each(['v99.0.0', version, `v${version}.1`, `V${version}`, ''])(
    '%j is refused: it is not v<version>',
    async (tag) => {
      const { code, output } = await step('checkTag', [], { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: tag })
      expect(code).toBe(1)
      expect(output).toContain(`the tag has to be v${version}`)
      expect(output).not.toContain('    at ')
    },
  )

  it('is not needed for a rehearsal', async () => {
    const { code, output } = await step('checkTag', [], {
      GITHUB_REF_TYPE: 'branch',
      GITHUB_REF_NAME: 'main',
    })
    expect({ code, output }).toEqual({ code: 0, output: `version=${version}\nis-release=false\n` })
  })
})

describe('the update feed', () => {
  const keys = generateKeyPairSync('ed25519')
  const pem = (key: typeof keys.publicKey): string => String(key.export({ type: 'spki', format: 'pem' }))
  const privatePem = String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))

  function folderWithFeed(): string {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'latest.yml'), 'version: 1.0.0\r\nfiles: []\n')
    return folder
  }

  it('is signed as the app verifies it', async () => {
    const folder = folderWithFeed()
    const env = { UPDATE_SIGNING_KEY: privatePem, FORKSCOPE_UPDATE_PUBLIC_KEY: pem(keys.publicKey) }
    expect((await step('signUpdates', [folder], env)).code).toBe(0)
    const bytes = readFileSync(join(folder, 'latest.yml'))
    const signature = readFileSync(join(folder, 'latest.yml.sig'), 'utf8')
    const key = readPublicKey(pem(keys.publicKey))!
    expect(() => requireSignature(bytes, signature, key)).not.toThrow()
    expect(() => requireSignature(Buffer.concat([bytes, Buffer.from('#')]), signature, key)).toThrow('wrong')
  })

  it('is signed with the previous key in the release that brings a new one', async () => {
    const next = generateKeyPairSync('ed25519')
    const env = { UPDATE_SIGNING_KEY: privatePem, FORKSCOPE_UPDATE_PUBLIC_KEY: pem(next.publicKey) }
    const previous = { FORKSCOPE_UPDATE_PREVIOUS_PUBLIC_KEY: pem(keys.publicKey) }
    expect((await step('signUpdates', [folderWithFeed()], { ...env, ...previous })).code).toBe(0)
  })

  it.each([
    [
      'the key of another pair',
      { FORKSCOPE_UPDATE_PUBLIC_KEY: pem(generateKeyPairSync('ed25519').publicKey) },
      'no pair',
    ],
    ['no public key', {}, 'FORKSCOPE_UPDATE_PUBLIC_KEY is not set'],
    ['what is no key', { FORKSCOPE_UPDATE_PUBLIC_KEY: 'nonsense' }, 'is no key'],
  ])('is not signed with %s', async (_, env, words) => {
    const folder = folderWithFeed()
    const { code, output } = await step('signUpdates', [folder], { UPDATE_SIGNING_KEY: privatePem, ...env })
    expect(code).toBe(1)
    expect(output).toContain(words)
    expect(output).not.toContain('PRIVATE KEY')
    expect(existsSync(join(folder, 'latest.yml.sig'))).toBe(false)
  })
})

describe.skipIf(process.platform === 'win32')('the draft', () => {
  /** A `gh` that says what is there, and keeps what it is asked. */
  function ghSaying(view: string): { folder: string; env: Record<string, string>; calls: () => string } {
    const folder = temporaryFolder()
    const log = join(folder, 'calls')
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'assets', 'SHA256SUMS'), '')
    writeFileSync(join(folder, 'gh'), `#!/bin/sh\necho "$*" >> '${log}'\n[ "$2" != view ] || { ${view}; }\n`)
    chmodSync(join(folder, 'gh'), 0o755)
    const PATH = [folder, process.env['PATH']].join(delimiter)
    const env = { PATH, GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.0.0-beta.1' }
    return { folder, env, calls: () => (existsSync(log) ? readFileSync(log, 'utf8') : '') }
  }

  it('never replaces what is published', async () => {
    const { folder, env, calls } = ghSaying('echo false')
    const { code, output } = await step('draft', [join(folder, 'assets'), 'notes.md'], env)
    expect(code).toBe(1)
    expect(output).toContain('is published already')
    expect(calls()).not.toMatch(/delete|create|upload|edit/)
  })

  it('replaces a draft, and marks a version that is none yet', async () => {
    const { folder, env, calls } = ghSaying('echo true')
    expect((await step('draft', [join(folder, 'assets'), 'notes.md'], env)).code).toBe(0)
    expect(
      calls()
        .trim()
        .split('\n')
        .map((line) => line.split(' ').slice(0, 3).join(' ')),
    ).toEqual(['release view v1.0.0-beta.1', 'release delete v1.0.0-beta.1', 'release create v1.0.0-beta.1'])
    expect(calls()).toContain('--draft --verify-tag --prerelease')
  })

  it('needs a tag', async () => {
    const { folder, env, calls } = ghSaying('echo true')
    const { code } = await step('draft', [join(folder, 'assets'), 'notes.md'], {
      ...env,
      GITHUB_REF_TYPE: 'branch',
    })
    expect({ code, calls: calls() }).toEqual({ code: 1, calls: '' })
  })
})
