import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { emitLibraryDeclarations, importDeclarations } from './scripts/declarations/vitePlugin.mjs'

const source = (path: string): string => resolve(import.meta.dirname, 'src', path)

/** Less to read for each page; names stay, so that the stack of a defect says something. */
const minify = { compress: true, codegen: true, mangle: false }

export default defineConfig({
  main: {
    plugins: [emitLibraryDeclarations(import.meta.dirname)],
    // What updates are verified with is part of the build: nothing that is set later can change it.
    define: {
      __FORKSCOPE_UPDATE_PUBLIC_KEY__: JSON.stringify(process.env['FORKSCOPE_UPDATE_PUBLIC_KEY'] ?? ''),
    },
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        external: ['esbuild'],
        input: {
          index: source('main/electron/index.ts'),
          cli: source('main/cli/index.ts'),
          packagedCli: source('main/cli/packaged.ts'),
          serve: source('main/web/index.ts'),
          session: source('engine/session/entry.ts'),
          worker: source('engine/worker/entry.ts'),
          guardian: source('engine/guardian/entry.ts'),
          keeper: source('engine/keeper/entry.ts'),
          multiprocessing: source('engine/library/index.ts'),
          multiprocessingDummy: source('engine/library/dummy.ts'),
          experimentRunner: source('lab/experiments/runner.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: source('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('renderer'),
    plugins: [react()],
    worker: {
      format: 'es',
      plugins: () => [importDeclarations(import.meta.dirname)],
      rolldownOptions: { output: { minify } },
    },
    build: {
      rolldownOptions: {
        input: { index: source('renderer/index.html') },
        output: { minify },
      },
    },
  },
})
