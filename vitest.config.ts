import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longestFirst.ts'

/**
 * Seven projects, run one group after the other. No test asserts a time, so a busy neighbour is no reason for a
 * failure: most of what starts real processes waits for them, and some files at once save CI minutes. No retries: a
 * test that fails now and then is a bug.
 */

const workers = Math.max(1, Math.min(4, availableParallelism()))

const standInSettings = {
  FORKSCOPE_STAND_IN_ROOT: import.meta.dirname,
  FORKSCOPE_STAND_IN_USER_DATA: '',
  ...(process.env['FORKSCOPE_BROWSER'] === undefined && { FORKSCOPE_BROWSER: '' }),
}

export default defineConfig({
  test: {
    reporters: ['default', './test/support/summaryReporter.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          setupFiles: ['test/support/leakGuard.ts'],
          testTimeout: 20_000,
          // They share nothing that one could leave behind for the next, and it takes half the time.
          isolate: false,
          maxWorkers: workers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['test/types/**/*.test-d.ts'],
            tsconfig: 'test/tsconfig.json',
            // Errors elsewhere are told by `npm run check`, once.
            ignoreSourceErrors: true,
          },
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      // Alone: what is measured against each other here must not have other tests beside it.
      group('measured', 2),
      group('contract', 3, workers + 1, ['test/support/caseGuard.ts']),
      group('integration', 4, workers),
      group('e2e', 5, workers),
      group('package', 6, workers),
    ],
  },
})

function group(name: string, groupOrder: number, maxWorkers = 1, moreSetup: string[] = []) {
  return {
    // The app's launcher of utility processes runs in these tests with a stand-in for Electron.
    resolve: { alias: { electron: join(import.meta.dirname, 'test/electron/standIn/utilityProcess.ts') } },
    test: {
      name,
      env: standInSettings,
      include: [`test/${name}/**/*.test.{ts,tsx}`],
      setupFiles: ['test/support/leakGuard.ts', ...moreSetup],
      testTimeout: 120_000,
      hookTimeout: 120_000,
      maxWorkers,
      sequence: { groupOrder },
    },
  }
}
