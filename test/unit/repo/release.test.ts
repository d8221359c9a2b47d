import { expect, it } from 'vitest'
import { changesOf } from '../../../scripts/release/changelog.mjs'
import { shippedParts } from '../../../scripts/release/shippedParts.mjs'
import { signingConfig } from '../../../scripts/release/signingConfig.mjs'

const changelog = `# Changelog

## [Unreleased]

### Added

- Later.

## [1.2.0] - 2026-11-20

### Fixed

- A bug.

## [1.1.0] - 2026-01-01

[1.2.0]: https://example.com
`

it('takes the changes of one version, and of no other', () => {
  expect(changesOf(changelog, '1.2.0')).toBe('### Fixed\n\n- A bug.')
  expect(changesOf(changelog.replaceAll('\n', '\r\n'), '1.2.0')).toBe('### Fixed\n\n- A bug.')
  expect(changesOf(changelog, '1.1.0')).toBeUndefined()
  expect(changesOf(changelog, '1.2')).toBeUndefined()
})

const macSecrets = { CSC_LINK: 'a', CSC_KEY_PASSWORD: 'b' }
const notarySecrets = { APPLE_ID: 'c', APPLE_APP_SPECIFIC_PASSWORD: 'd', APPLE_TEAM_ID: 'e' }
const updates = { FORKSCOPE_UPDATE_FEED: 'https://updates.example/', FORKSCOPE_UPDATE_PUBLIC_KEY: 'f' }

it('hands on what can sign, and nothing that is empty or of another system', () => {
  const empty = {
    CSC_LINK: '',
    CSC_KEY_PASSWORD: '',
    WIN_CSC_LINK: '',
    FORKSCOPE_UPDATE_FEED: '',
    HOME: '/home/x',
  }
  const unsigned = signingConfig('macos', empty)
  expect(unsigned).toMatchObject({ hasCertificate: false, isNotarised: false, hasFeed: false })
  expect(unsigned.env).toEqual({ HOME: '/home/x', CSC_IDENTITY_AUTO_DISCOVERY: 'false' })
  const signed = signingConfig('macos', { ...macSecrets, ...notarySecrets, ...updates })
  expect(signed).toMatchObject({ hasCertificate: true, isNotarised: true, hasFeed: true })
  expect(signed.env).toEqual({ ...macSecrets, ...notarySecrets, ...updates })
  const linux = signingConfig('linux', { ...macSecrets, ...notarySecrets })
  expect(linux).toMatchObject({ hasCertificate: false, isNotarised: false })
  expect(linux.env).toEqual({ CSC_IDENTITY_AUTO_DISCOVERY: 'false' })
})

it.each([
  ['a certificate without its password', { CSC_LINK: 'a' }, 'CSC_LINK is set and CSC_KEY_PASSWORD is not'],
  [
    'a feed without a key',
    { FORKSCOPE_UPDATE_FEED: 'https://x.example' },
    'FORKSCOPE_UPDATE_PUBLIC_KEY is not',
  ],
  [
    'a private key where the public one goes',
    { ...updates, FORKSCOPE_UPDATE_PUBLIC_KEY: '-----BEGIN PRIVATE KEY-----' },
    'is a private key',
  ],
  ['notarisation without a certificate', notarySecrets, 'Apple takes only what is signed'],
])('refuses %s', (_, env, words) => {
  expect(() => signingConfig('macos', env)).toThrow(words)
})

it('cuts the bill of materials to what is shipped', () => {
  const refs = [
    'app@1.0.0',
    'react@19.0.0',
    '@types/react@19.0.0',
    'esbuild@1.0.0',
    '@esbuild/linux-x64@1.0.0',
  ]
  const others = [
    '@esbuild/aix-ppc64@1.0.0',
    'electron@45.0.0',
    '@electron/get@5.0.0',
    'shared@1.0.0',
    'vitest@5.0.0',
  ]
  const component = (ref: string) => ({ 'bom-ref': ref, name: ref, scope: 'optional' })
  const manifest = {
    name: 'app',
    dependencies: { react: '19.0.0', esbuild: '1.0.0' },
    devDependencies: { electron: '45.0.0', vitest: '5.0.0' },
  }
  const bom = {
    metadata: { component: component('app@1.0.0') },
    components: [...refs.slice(1), ...others].map(component),
    dependencies: [
      { ref: 'react@19.0.0', dependsOn: ['@types/react@19.0.0', 'shared@1.0.0'] },
      { ref: 'esbuild@1.0.0', dependsOn: ['@esbuild/linux-x64@1.0.0', '@esbuild/aix-ppc64@1.0.0'] },
      { ref: 'electron@45.0.0', dependsOn: ['@electron/get@5.0.0'] },
      { ref: 'vitest@5.0.0', dependsOn: ['shared@1.0.0'] },
    ],
  }
  const { components, dependencies } = shippedParts(bom, manifest)
  const shipped = [
    '@esbuild/linux-x64@1.0.0',
    'electron@45.0.0',
    'esbuild@1.0.0',
    'react@19.0.0',
    'shared@1.0.0',
  ]
  expect(components.map((each) => each['bom-ref']).sort()).toEqual(shipped)
  expect(components.every(({ scope }) => scope === 'required')).toBe(true)
  expect(dependencies.map(({ ref }) => ref).sort()).toEqual([...shipped, 'app@1.0.0'].sort())
  expect(() => shippedParts({ ...bom, components: [] }, manifest)).toThrow('lacks')
})
