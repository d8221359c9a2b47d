/**
 * What Electron 45 needs of the system: the libraries that its program is linked with or opens itself, as Debian calls
 * their packages (12 and newer, Ubuntu 22.04 and newer) and as RPM finds them on every distribution.
 * @type {readonly (readonly [deb: string, rpm: string])[]}
 */
const libraries = [
  ['libasound2 (>= 1.0.17)', 'libasound.so.2()(64bit)'],
  ['libatk-bridge2.0-0 (>= 2.5.3)', 'libatk-bridge-2.0.so.0()(64bit)'],
  ['libatk1.0-0 (>= 2.11.90)', 'libatk-1.0.so.0()(64bit)'],
  ['libatspi2.0-0 (>= 2.9.90)', 'libatspi.so.0()(64bit)'],
  ['libc6 (>= 2.28)', 'libc.so.6(GLIBC_2.28)(64bit)'],
  ['libcairo2 (>= 1.6.0)', 'libcairo.so.2()(64bit)'],
  ['libcups2 (>= 1.6.0)', 'libcups.so.2()(64bit)'],
  ['libdbus-1-3 (>= 1.9.14)', 'libdbus-1.so.3()(64bit)'],
  ['libexpat1 (>= 2.1~beta3)', 'libexpat.so.1()(64bit)'],
  ['libgbm1 (>= 17.1.0~rc2)', 'libgbm.so.1()(64bit)'],
  ['libglib2.0-0 (>= 2.39.4)', 'libglib-2.0.so.0()(64bit)'],
  ['libgtk-3-0 (>= 3.9.10) | libgtk-4-1', 'libgtk-3.so.0()(64bit)'],
  ['libnspr4 (>= 2:4.9-2~)', 'libnspr4.so()(64bit)'],
  ['libnss3 (>= 2:3.35)', 'libnss3.so()(64bit)'],
  ['libpango-1.0-0 (>= 1.14.0)', 'libpango-1.0.so.0()(64bit)'],
  ['libudev1 (>= 183)', 'libudev.so.1()(64bit)'],
  ['libx11-6 (>= 2:1.4.99.1)', 'libX11.so.6()(64bit)'],
  ['libxcb1 (>= 1.9.2)', 'libxcb.so.1()(64bit)'],
  ['libxcomposite1 (>= 1:0.4.4-1)', 'libXcomposite.so.1()(64bit)'],
  ['libxdamage1 (>= 1:1.1)', 'libXdamage.so.1()(64bit)'],
  ['libxext6', 'libXext.so.6()(64bit)'],
  ['libxfixes3', 'libXfixes.so.3()(64bit)'],
  ['libxkbcommon0 (>= 0.5.0)', 'libxkbcommon.so.0()(64bit)'],
  ['libxrandr2', 'libXrandr.so.2()(64bit)'],
]

/** Opens links in the browser. */
const programs = ['xdg-utils']

export const debDepends = [...libraries.map(([deb]) => deb), ...programs]

export const rpmRequires = [...libraries.map(([, rpm]) => rpm), ...programs]
