import { expect, test } from 'vitest'
import { contentDifferences, expectedContents } from '../../../scripts/dist/inspect/contents.mjs'
import { forbiddenText } from '../../../scripts/dist/inspect/secrets.mjs'
import { explain } from '../../../scripts/dist/runBuilder.mjs'

const manifest = `
# what there is
package.json
out/main/cli.js
out/main/chunks/*-{hash}.js
node_modules/@esbuild/{target}/bin/esbuild
`

const packed = [
  'package.json',
  'out/main/cli.js',
  'out/main/chunks/library-C1_-x9Zz.js',
  'node_modules/@esbuild/linux-arm64/bin/esbuild',
  'resources/programs/queue.ts',
]

const expected = expectedContents(manifest, 'linux-arm64', ['resources/programs/queue.ts'])

test('a package that holds what it should has no difference', () => {
  expect(contentDifferences(packed, expected)).toEqual([])
})

test('what is too much and what is missing is named, one line each', () => {
  const without = packed.filter((path) => !path.includes('chunks') && path !== 'out/main/cli.js')
  const extra = ['out/main/chunks/deep/a-C1_-x9Zz.js', 'out/main/cli.js.map', 'resources/notes.txt']
  expect(contentDifferences([...without, ...extra], expected)).toEqual([
    '+ out/main/chunks/deep/a-C1_-x9Zz.js is packed, and scripts/dist/contents.txt does not have it',
    '+ out/main/cli.js.map is packed, and scripts/dist/contents.txt does not have it',
    '+ resources/notes.txt is packed, and scripts/dist/contents.txt does not have it',
    '- out/main/chunks/*-{hash}.js should be packed, and is not',
    '- out/main/cli.js should be packed, and is not',
  ])
})

test.for([
  ['a key', `const key = '-----BEGIN RSA ${'PRIVATE KEY'}-----'`, /looks like a secret \(-----BEG…\)/],
  ['a token', `headers: { authorization: 'ghp_${'a1B2'.repeat(9)}' }`, /looks like a secret \(ghp_a1B2…\)/],
  ['a password in an address', `fetch('https://me:hunter22@example.org')`, /looks like a secret/],
  [
    'the folder of the build',
    'from /builds/forkscope/src/x.ts',
    /the path \/builds\/forkscope of the machine/,
  ],
  ['a home', 'throw at /home/ann/code/x.ts', /somebody's machine: .*\/home\/ann\/code/],
  ['a home on Windows', String.raw`at C:\Users\ann\x.ts`, /somebody's machine/],
  ['a source map', 'run()\n//# sourceMappingURL=x.js.map', /source map/],
] as const)('%s in a file is found', ([, text, words]) => {
  expect(forbiddenText(text, '/builds/forkscope')).toEqual([expect.stringMatching(words)])
})

test('what only reads like it is not', () => {
  const text = [
    'see https://currency.example/en/home/tables/x and https://host:8080/path@2',
    `const comment = '//# sourceMappingURL=data:'`,
    "a path such as '/home/user/dir'",
    'task-queue-of-pool-worker-number-one-of-many',
  ].join('\n')
  expect(forbiddenText(text, '/builds/forkscope')).toEqual([])
})

test('a failure of the packager is one sentence that says what to do', () => {
  const failed = '  ⨯ getaddrinfo ENOTFOUND github.com  failedTask=build stackTrace=RequestError: getaddrinfo'
  expect(explain(['  • packaging', failed, '    at ClientRequest'])).toMatch(
    /^Electron's binary or a tool .*\(getaddrinfo ENOTFOUND github\.com\)\. .*ELECTRON_MIRROR.*dist:check/,
  )
  expect(explain(['  ⨯ cannot find icon  stackTrace='])).toBe('Packaging failed: cannot find icon')
  expect(explain(['Segmentation fault'])).toContain('Segmentation fault')
})
