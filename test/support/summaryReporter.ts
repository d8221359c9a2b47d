import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'

/** Ends every run with one line that a machine can read, and names what was skipped: nothing is skipped silently. */
export default class SummaryReporter implements Reporter {
  /** With `-t` most tests are left out on purpose. */
  #isFiltered = false

  onInit(vitest: Vitest): void {
    this.#isFiltered = vitest.config.testNamePattern !== undefined
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length
    const skipped = tests.filter((test) => test.result().state === 'skipped')
    // In a file that failed as a whole its tests are named by that failure.
    for (const test of skipped.filter((test) => !this.#isFiltered && test.module.state() !== 'failed')) {
      process.stdout.write(`skipped: ${describeTest(test)}\n`)
    }
    // A file that could not be loaded, or a hook that failed, has no failing test of its own.
    const brokenFiles = modules.filter(
      (module) => module.state() === 'failed' && !hasFailedTest(module),
    ).length
    const failed = count('failed') + brokenFiles + unhandledErrors.length
    process.stdout.write(`Tests: ${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped\n`)
  }
}

function hasFailedTest(module: TestModule): boolean {
  return [...module.children.allTests('failed')].length > 0
}

function describeTest(test: TestCase): string {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return `${test.module.relativeModuleId} > ${test.fullName}${note === undefined ? '' : ` (${note})`}`
}
