import { ReleaseError } from './step.mjs'

/**
 * Cuts npm's bill of materials to what a package holds. npm can leave out development's packages itself, but then
 * also leaves out those that both need (npm 11), and Electron, which is shipped, is one of development's.
 *
 * @typedef {{ 'bom-ref': string, name: string, group?: string, scope?: string }} Component
 * @typedef {{ ref: string, dependsOn?: string[] }} Dependency
 * @typedef {{ metadata: { component: Component }, components: Component[], dependencies: Dependency[] }} Bom
 */

/** The systems that there are packages for, as esbuild names its binaries. */
const bundlerSystems = ['linux-x64', 'win32-x64', 'darwin-x64', 'darwin-arm64']

/**
 * @param {Bom} bom
 * @param {{ name: string, dependencies: Record<string, string>, devDependencies: Record<string, string> }} manifest
 * @returns {Bom}
 */
export function shippedParts(bom, manifest) {
  const rootRef = bom.metadata.component['bom-ref']
  const edges = new Map(bom.dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn.filter(isShipped)]))
  const direct = Object.entries(manifest.dependencies).map(([name, version]) => `${name}@${version}`)
  // Its own dependencies only download it.
  const electron = `electron@${manifest.devDependencies['electron']}`
  edges.set(electron, [])
  edges.set(rootRef, [...direct, electron])
  const reached = reach(rootRef, edges)
  const components = bom.components.filter((component) => reached.has(component['bom-ref']))
  const known = new Set(components.map((component) => component['bom-ref']))
  const lost = [...reached].filter((ref) => ref !== rootRef && !known.has(ref))
  if (lost.length > 0)
    throw new ReleaseError(
      `npm's bill of materials lacks ${lost.join(', ')}: is package-lock.json up to date?`,
    )
  return {
    ...bom,
    metadata: { ...bom.metadata, component: { ...bom.metadata.component, name: manifest.name } },
    components: components.map((component) => ({ ...component, scope: 'required' })),
    dependencies: [...reached].map((ref) => ({ ref, dependsOn: edges.get(ref) ?? [] })),
  }
}

/**
 * Types are gone after the build, and of esbuild's binaries a package has the one of its system.
 *
 * @param {string} ref
 */
function isShipped(ref) {
  const binary = /^@esbuild\/([^@]+)@/.exec(ref)?.[1]
  return !ref.startsWith('@types/') && (binary === undefined || bundlerSystems.includes(binary))
}

/**
 * @param {string} from
 * @param {Map<string, string[]>} edges
 */
function reach(from, edges) {
  const reached = new Set([from])
  for (const ref of reached) for (const next of edges.get(ref) ?? []) reached.add(next)
  return reached
}
