/**
 * Who may import whom. The table is the one of CONTRIBUTING.md; every rule says why it exists, because the
 * reason is what a contributor needs when it fires. `import type` counts: a type from a higher layer couples too.
 */

const allowed = {
  shared: { may: [], because: 'it is the contract of both ends, so it depends on neither' },
  engine: { may: ['shared'], because: 'programs import it; it must run without any app around it' },
  monitor: { may: ['shared'], because: 'it watches from outside and must not know what it watches' },
  lab: { may: ['engine', 'monitor', 'shared'], because: 'it serves every host alike, so it knows none' },
  main: {
    may: ['engine', 'monitor', 'lab', 'shared', 'preload'],
    because: 'hosts serve the page over RPC only',
  },
  preload: { may: ['shared'], because: 'it is the one bridge into the page and stays minimal' },
  renderer: { may: ['shared'], because: 'it reaches its host over RPC only, so that it runs in any of them' },
}

const layerRules = Object.entries(allowed).map(([layer, { may, because }]) => {
  const others = Object.keys(allowed).filter(
    (other) => other !== layer && !(/** @type {string[]} */ (may).includes(other)),
  )
  return {
    name: `${layer}-imports`,
    severity: 'error',
    comment: `src/${layer} may import ${may.length > 0 ? `only ${may.join(', ')}` : 'nothing of src'}: ${because}.`,
    from: { path: `^src/${layer}/` },
    to: { path: `^src/(${others.join('|')})/` },
  }
})

/** As an npm package, as a file of it, and as the module that cannot be resolved on a machine without it. */
const electron = '(^|/)node_modules/electron/|^electron($|/)'

export default {
  forbidden: [
    ...layerRules,
    {
      name: 'hosts-apart',
      severity: 'error',
      comment: 'Hosts do not import each other: what two of them need belongs in src/main/services.',
      from: { path: '^src/main/(cli|web|electron)/' },
      to: { path: '^src/main/(cli|web|electron)/', pathNot: '^src/main/$1/' },
    },
    {
      name: 'services-below-hosts',
      severity: 'error',
      comment: 'src/main/services is what hosts share, so it knows none of them.',
      from: { path: '^src/main/services/' },
      to: { path: '^src/main/(cli|web|electron)/' },
    },
    {
      name: 'electron-in-its-host',
      severity: 'error',
      comment: 'Only src/main/electron and src/preload may import electron: all else must run in plain Node.',
      from: { path: '^(src|bench|scripts|bin)/', pathNot: '^src/(main/electron|preload)/' },
      to: { path: electron },
    },
    {
      name: 'no-way-to-electron',
      severity: 'error',
      comment:
        'From engine, monitor, lab, shared, the web host and the command line no chain of imports may lead ' +
        'to electron: they run where its binary is missing.',
      from: { path: '^src/(engine|monitor|lab|shared|main/(web|cli|services))/' },
      to: { path: electron, reachable: true },
    },
    {
      name: 'no-node-in-the-page',
      severity: 'error',
      comment: 'src/shared and src/renderer run in a browser, where Node modules do not exist.',
      from: { path: '^src/(shared|renderer)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      comment: 'Tests, benchmarks and scripts are not shipped, so src must not need them.',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts)/' },
    },
    {
      name: 'no-dev-dependency-in-the-product',
      severity: 'error',
      comment: 'Packages under devDependencies are not there for a user: move it to dependencies.',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: `${electron}|/@types/`,
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Modules in a cycle cannot be read, tested or moved apart.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that leads nowhere hides its target from every other rule.',
      from: { pathNot: '^resources/' },
      // Optional at run time and by design absent here: the module that programs of a run are given, and those that
      // the build makes.
      to: { couldNotResolve: true, pathNot: '^(electron|multiprocessing(/dummy)?)$|^virtual:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|artifacts|coverage)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
}
