import { describe, expect, it } from 'vitest'
import type { BundledProgram } from '../../../../src/lab/programs/bundleProgram.ts'
import { ProgramCatalogue } from '../../../../src/lab/programs/programCatalogue.ts'
import { RunService, type BundledRequest } from '../../../../src/lab/runs/runService.ts'
import { FakeSession, machine } from '../fakeSession.ts'

describe('a run whose session cannot be created', () => {
  it('is told, keeps no bundle, and takes no place', async () => {
    const session = new FakeSession()
    let isExhausted = true
    const disposed: string[] = []
    const runs = new RunService({
      ...{ paths: { libraryEntry: '/l.js', workerEntry: '/w.js' }, programs: new ProgramCatalogue('/') },
      ...{ machine, startMethods: ['spawn'], maxConcurrentRuns: 1 },
      createSampler: () => ({ sample: async () => new Map(), dispose: () => void disposed.push('sampler') }),
      createSession: (listener) => {
        if (isExhausted) throw new Error('spawn EAGAIN')
        return session.factory(listener)
      },
    })
    const program: BundledProgram = {
      ...{ file: '/tmp/bundle/program.mjs', exports: ['main'], name: 'queue.ts' },
      dispose: async () => void disposed.push('bundle'),
    }
    const request: BundledRequest = { program, params: {}, startMethod: 'spawn' }
    const start = () => runs.prepare(async () => runs.startBundled(request))

    await expect(start()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^queue\.ts could not be started: .*spawn EAGAIN/) as string,
    })
    expect(disposed).toEqual(['sampler', 'bundle'])
    expect(runs.list()).toEqual([])

    isExhausted = false
    const run = await start()
    expect(runs.list()).toEqual([run])
    run.stop()
    session.say({
      type: 'ended',
      end: { startedAt: 0, outcome: 'killed', exitCode: null, error: null, result: undefined },
    })
    await run.ended
  })
})
