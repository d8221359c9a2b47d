import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take long, by what their paths end in. One of them begun last would leave every other core idle. */
const longFiles = [
  'integration/exercises.test.ts',
  'integration/randomPrograms/randomPrograms.test.ts',
  'e2e/exercises.test.ts',
  'e2e/exerciseViews.test.ts',
  'e2e/experiments.test.ts',
  'e2e/views.test.ts',
  'e2e/editor.test.ts',
  'e2e/lab.test.ts',
  'e2e/firstStart.test.ts',
  'e2e/runFiles.test.ts',
  'package/linux.test.ts',
  'contract/processEnd.test.ts',
  'contract/pool.test.ts',
  'contract/queue.test.ts',
  'contract/poolLife.test.ts',
]

/** On a new machine nothing is known of earlier runs, so what is known here decides what begins first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => rank(one) - rank(other))
  }
}

function rank({ moduleId }: TestSpecification): number {
  const place = longFiles.findIndex((file) => moduleId.endsWith(file))
  return place < 0 ? longFiles.length : place
}
