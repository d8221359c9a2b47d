/**
 * Where programs other than Electron find a file of the package: they cannot look into `app.asar`, so what they read
 * (esbuild's binary, and the programs that it bundles) lies unpacked beside it. Elsewhere the path stays as it is.
 */
export function unpackedPath(path: string): string {
  return path.replace(/^(.*[\\/])app\.asar(?=[\\/]|$)/, '$1app.asar.unpacked')
}
