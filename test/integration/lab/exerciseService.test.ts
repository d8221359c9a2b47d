import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ExerciseCatalogue } from '../../../src/lab/exercises/exerciseCatalogue.ts'
import { ExerciseService } from '../../../src/lab/exercises/exerciseService.ts'
import { runtimePaths } from '../../../src/lab/runtimePaths.ts'
import { createLab, type Lab } from '../../../src/main/services/createLab.ts'
import { workerThreadSessions } from '../../../src/main/services/workerThreadSessions.ts'
import { repositoryRoot } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/programFiles.ts'
import { rightProgram, writeExercise } from './submissions/exercise.ts'

/** What the interface asks of exercises, over the real engine. */

const paths = runtimePaths(repositoryRoot)
const id = 'double-by-two'
let lab: Lab

beforeAll(async () => {
  const createSession = workerThreadSessions(paths.sessionEntry)
  lab = await createLab({ root: repositoryRoot, createSession, startMethods: ['spawn'] })
})
afterAll(() => lab.runs.dispose())

function service(): { exercises: ExerciseService; progressFile: string; folder: string } {
  const folder = temporaryFolder()
  writeExercise(folder)
  const progressFile = join(folder, 'data', 'progress.json')
  const catalogue = new ExerciseCatalogue(join(folder, 'none'), folder)
  const options = { catalogue, runs: lab.runs, libraryEntry: paths.libraryEntry, progressFile }
  return { exercises: new ExerciseService(options), progressFile, folder }
}

describe('an exercise in the interface', () => {
  it('is fought with, and passed: the run is watched, every case is graded, progress is kept', async () => {
    const { exercises, progressFile } = service()
    await expect(exercises.solution(id)).rejects.toThrow('shown after an attempt')

    const first = await exercises.check({ id, source: `export const main = () => []`, fileName: 'mine.ts' })
    expect(first.case).toBe('shown')
    expect(lab.runs.get(first.runId).programName).toBe('mine.ts')
    const failed = await exercises.result(first.checkId)
    expect(failed).toMatchObject({ verdict: 'failed', cause: 'checks' })
    expect(failed.runs.map((run) => run.case)).toEqual(['shown', 'other'])
    expect(failed.runs[0]?.runId).toBe(first.runId)

    expect((await exercises.hint(id, 1)).text).toContain('With a queue.')
    const { source } = await exercises.solution(id)
    expect(source).toBe(rightProgram)

    const second = await exercises.check({ id, source, fileName: 'mine.ts' })
    expect((await exercises.result(second.checkId)).verdict).toBe('passed')
    await exercises.saveProgress(id, { predictions: { who: 'one' }, source })
    const kept = JSON.parse(readFileSync(progressFile, 'utf8')) as { exercises: object }
    expect(kept.exercises).toEqual(await exercises.progress())
    expect(kept.exercises).toMatchObject({
      [id]: { attempts: 2, hintsShown: 1, hasSeenSolution: true, predictions: { who: 'one' }, source },
    })
    expect(Date.parse((await exercises.progress())[id]?.passedAt ?? '')).not.toBeNaN()
  })

  it('shows neither hidden values nor more than is asked for', async () => {
    const { exercises } = service()
    const content = await exercises.read(id)
    expect(JSON.stringify(content)).not.toContain('-7')
    expect(content).toMatchObject({ id, hintCount: 1, starter: 'export async function main() {}\n' })
    expect(Object.keys(content).sort()).toEqual(['exercise', 'hintCount', 'id', 'lesson', 'starter'])
  })

  it('refuses what is no program, with its place, and does not count it', async () => {
    const { exercises } = service()
    const check = exercises.check({ id, source: 'export function main( {', fileName: 'mine.ts' })
    await expect(check).rejects.toThrow(/^mine\.ts:1:/)
    expect(await exercises.progress()).toEqual({})
  })

  it('is over when the learner stops its run', async () => {
    const { exercises } = service()
    const source = `export const main = () => new Promise((resolve) => setTimeout(resolve, 1e6))`
    const { checkId, runId } = await exercises.check({ id, source, fileName: 'mine.ts' })
    lab.runs.stop(runId)
    const graded = await exercises.result(checkId)
    expect(graded).toMatchObject({ verdict: 'failed', cause: 'stopped' })
    expect(graded.runs).toHaveLength(1)
  })

  it('begins anew where the file of progress is damaged, and keeps that', async () => {
    const { exercises, progressFile, folder } = service()
    mkdirSync(join(folder, 'data'))
    writeFileSync(progressFile, '{"schema":1,"exercises":{"x":')
    const changes = [1, 2, 3].map((answer) => exercises.saveProgress(id, { predictions: { n: answer } }))
    await Promise.all(changes)
    expect(await exercises.progress()).toMatchObject({ [id]: { predictions: { n: 3 } } })
    expect(readdirSync(join(folder, 'data')).sort()).toEqual([
      'progress.json',
      expect.stringMatching(/^progress\.json\.unreadable-\d+$/),
    ])
    await expect(exercises.saveProgress('not-there', {})).rejects.toThrow("There is no exercise 'not-there'.")
    await expect(exercises.result('0')).rejects.toThrow('There is no check 0')
  })
})
