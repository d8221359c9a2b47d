import { expect, test } from 'vitest'
import { packagedBinary } from '../../../../src/lab/programs/loadBundler.ts'
import { runtimePaths } from '../../../../src/lab/runtimePaths.ts'

const module = 'node_modules/esbuild/lib/main.js'

test.for([
  [
    'linux',
    'x64',
    `/opt/Forkscope/resources/app.asar/${module}`,
    '/opt/Forkscope/resources/',
    'linux-x64/bin/esbuild',
  ],
  [
    'darwin',
    'arm64',
    `/Applications/Forkscope.app/Contents/Resources/app.asar/${module}`,
    '/Applications/Forkscope.app/Contents/Resources/',
    'darwin-arm64/bin/esbuild',
  ],
  // A folder of that name further up is none of Electron's archives.
  [
    'linux',
    'arm64',
    `/home/a/app.asar/resources/app.asar/${module}`,
    '/home/a/app.asar/resources/',
    'linux-arm64/bin/esbuild',
  ],
] as const)(
  'the bundler of a package on %s %s is the unpacked one',
  ([platform, arch, main, folder, file]) => {
    expect(packagedBinary(main, platform, arch)).toBe(
      `${folder}app.asar.unpacked/node_modules/@esbuild/${file}`,
    )
  },
)

test('on Windows too', () => {
  const folder = 'C:\\Program Files\\Forkscope\\resources\\app.asar'
  expect(packagedBinary(`${folder}\\node_modules\\esbuild\\lib\\main.js`, 'win32', 'x64')).toBe(
    `${folder}.unpacked\\node_modules\\@esbuild\\win32-x64\\esbuild.exe`,
  )
})

test('outside of an archive esbuild finds its binary by itself', () => {
  for (const folder of [
    '/home/a/forkscope',
    '/opt/Forkscope/resources/app',
    '/home/a/my-app.asar',
    '/x/app.asar.unpacked',
  ])
    expect(packagedBinary(`${folder}/${module}`, 'linux', 'x64')).toBeUndefined()
})

test('what the bundler reads lies unpacked, what Electron reads in the archive', () => {
  const paths = runtimePaths('/opt/Forkscope/resources/app.asar')
  expect(paths.resources).toMatch(/resources.app\.asar\.unpacked.resources$/)
  expect(paths.workerEntry).toMatch(/resources.app\.asar.out.main.worker\.js$/)
  expect(runtimePaths('/home/a/forkscope').resources).toMatch(/forkscope.resources$/)
})
