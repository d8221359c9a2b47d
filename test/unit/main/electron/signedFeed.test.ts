import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { feedAddress, isFeedRequest } from '../../../../src/main/electron/updates/feedAddress.ts'
import {
  newerRelease,
  readPublicKey,
  requireSame,
  requireSignature,
} from '../../../../src/main/electron/updates/signedFeed.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const sha512 = `${'A'.repeat(86)}==`
const release = { version: '2.0.0', files: [{ url: 'app.zip', sha512 }] }

test('a key is read as PEM and as base64, and one of another kind is not taken', () => {
  const bytes = Buffer.from('version: 2.0.0\n')
  const signature = sign(null, bytes, privateKey).toString('base64')
  const texts = [
    String(publicKey.export({ type: 'spki', format: 'pem' })),
    publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  ]
  for (const text of texts) requireSignature(bytes, `${signature}\n`, readPublicKey(text)!)
  expect(readPublicKey(' \n')).toBeNull()
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
  expect(() => readPublicKey(String(rsa.export({ type: 'spki', format: 'pem' })))).toThrow('not Ed25519')
  expect(() => readPublicKey('nonsense')).toThrow()
})

test('a signature counts for its bytes alone, to the last one', () => {
  const bytes = Buffer.from('version: 2.0.0\n')
  const signature = sign(null, bytes, privateKey)
  for (const wrong of [null, '', 'AAAA', signature.subarray(1).toString('base64'), signature.toString('hex')])
    expect(() => requireSignature(bytes, wrong, publicKey)).toThrow(/signature/)
  const right = signature.toString('base64')
  for (const other of ['version: 2.0.0', 'version: 2.0.0\r\n', 'version: 2.0.1\n'])
    expect(() => requireSignature(Buffer.from(other), right, publicKey)).toThrow(
      'signature of the feed is wrong',
    )
})

test('what would be taken must be what was signed', () => {
  const signed = newerRelease(release, '1.0.0')!
  requireSame(release, signed)
  const others = [
    { ...release, version: '3.0.0' },
    { ...release, files: [] },
    { ...release, files: [{ url: 'other.zip', sha512 }] },
    { ...release, files: [{ url: 'app.zip', sha512: `${'B'.repeat(86)}==` }] },
    { ...release, files: [...release.files, { url: 'more.zip', sha512 }] },
  ]
  for (const other of others) expect(() => requireSame(other, signed)).toThrow('not what was signed')
})

test('only a newer version is a release to take', () => {
  expect(newerRelease(release, '2.0.0')).toBeNull()
  expect(newerRelease(release, '2.0.0-rc.1')).toMatchObject({ version: '2.0.0' })
  for (const current of ['2.0.1', '2.1.0-alpha', '10.0.0'])
    expect(() => newerRelease(release, current)).toThrow('is older than this')
  for (const version of ['1.0', '', '3.0.0-', '99999999999999999999.0.0'])
    expect(() => newerRelease({ ...release, version }, '1.0.0')).toThrow('not one that can be used (version)')
})

test('a feed is https, and so is all that it redirects to', () => {
  const feed = feedAddress('https://example.com/updates')!
  expect(feed.href).toBe('https://example.com/updates/')
  const refused =
    'http://example.com/ file:///srv/ ftp://example.com/ https://user:secret@example.com/ nonsense'
  for (const url of refused.split(' ')) expect(feedAddress(url)).toBeNull()
  expect(isFeedRequest('https://cdn.example.net/app.zip', feed)).toBe(true)
  for (const url of ['http://example.com/app.zip', 'http://127.0.0.1:1/app.zip', 'file:///etc/passwd', ''])
    expect(isFeedRequest(url, feed)).toBe(false)
  const local = feedAddress('http://127.0.0.1:8080')!
  expect(isFeedRequest('http://127.0.0.1:8080/latest.yml', local)).toBe(true)
  expect(isFeedRequest('http://example.com/latest.yml', local)).toBe(false)
})
