/** The names of what `npm run dist` leaves, from the configuration that names them. */

/**
 * @typedef {{ artifactName?: string }} SystemConfig
 * @param {{ linux: SystemConfig, mac: SystemConfig, win: SystemConfig }} config of electron-builder
 * @param {string} version
 * @returns {Record<import('../signingConfig.mjs').System, string[]>}
 */
export function packageNames({ linux, mac, win }, version) {
  const name = (
    /** @type {SystemConfig} */ { artifactName = '' },
    /** @type {string} */ arch,
    /** @type {string} */ ext,
  ) =>
    artifactName
      .replace('${productName}', 'Forkscope')
      .replace('${version}', version)
      .replace('${arch}', arch)
      .replace('${ext}', ext)
  const macs = ['x64', 'arm64'].flatMap((arch) => ['dmg', 'zip'].map((ext) => name(mac, arch, ext)))
  const setup = name(win, 'x64', 'exe')
  return {
    linux: [
      name(linux, 'x86_64', 'AppImage'),
      name(linux, 'x64', 'tar.gz'),
      `forkscope_${version}_amd64.deb`,
      `forkscope-${version}-1.x86_64.rpm`,
      'latest-linux.yml',
      'builder-debug.yml',
    ],
    windows: [setup, `${setup}.blockmap`, 'latest.yml', 'builder-debug.yml'],
    macos: [...macs, ...macs.map((each) => `${each}.blockmap`), 'latest-mac.yml'],
  }
}
