import { forkscope, subjectId } from '../contenders/forkscope.ts'
import { manager } from '../contenders/python.ts'
import type { BenchCase, WorkSpec } from '../contract.ts'
import { messagesChecksum } from '../workloads.ts'
import { specOf, type Sizes } from './sizes.ts'

const ours = forkscope(subjectId, 'Forkscope Manager, call by call', 'managers')
/** What a program gets that does not await each call: CPython's calls all wait. */
const burst = forkscope('forkscope-burst', 'Forkscope Manager, not awaited one by one', 'managers')

function caseOf(sizes: Sizes, work: 'list' | 'dict', title: string): BenchCase {
  const spec = specOf(sizes, `manager-${work}`, { quick: 1_000, full: 5_000 })
  const burstSpec: WorkSpec = { ...spec, work: `manager-${work}-burst`, count: spec.count * 10 }
  return {
    id: `manager-${work}`,
    title,
    unit: 'calls/s',
    higherIsBetter: true,
    contenders: [
      { contender: ours, spec },
      { contender: burst, spec: burstSpec },
      { contender: manager, spec, comparedWith: subjectId },
    ],
    expectedChecksum: ({ count }) => messagesChecksum(count, 0),
  }
}

/** `append` of numbers to a list in the manager's process. */
export function managerList(sizes: Sizes): BenchCase {
  return caseOf(sizes, 'list', "manager calls, append to a manager's list")
}

/** `set` and `get` of numbers in turn. */
export function managerDict(sizes: Sizes): BenchCase {
  return caseOf(sizes, 'dict', "manager calls, set and get of a manager's dict")
}
