import { describe, expect, it } from 'vitest'
import { programErrors } from '../../../../src/lab/findings/programErrors.ts'
import { processOf } from './snapshots.ts'

const notExported = "'f' is not exported by a.ts. Write 'export function f' at the top level of the program."

describe('an error that the library explains', () => {
  it('is a finding when it ended the main program', () => {
    const [finding] = programErrors({ name: 'NotExportedError', message: notExported, pid: 100 }, [], [])
    expect(finding).toMatchObject({
      code: 'not-exported',
      severity: 'error',
      message: notExported,
      pids: [100],
    })
    expect(programErrors({ name: 'TypeError', message: 'x', pid: 100 }, [], [])).toEqual([])
  })

  it('is one when a process printed it and failed', () => {
    const text = 'noise\nBootstrapError: Move it into main.\n    at a.ts:3\n'
    const output = [{ processId: 2, pid: 201, stream: 'stderr' as const, text, atMs: 1 }]
    const failed = processOf({ phase: 'ended', exitCode: 1 })
    expect(programErrors(null, [failed], output)).toMatchObject([
      { code: 'bootstrapping', message: 'Move it into main.', pids: [201] },
    ])
    expect(programErrors(null, [{ ...failed, exitCode: 0 }], output)).toEqual([])
  })
})
