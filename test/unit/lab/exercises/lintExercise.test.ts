import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ExerciseCatalogue } from '../../../../src/lab/exercises/exerciseCatalogue.ts'
import { loadExercise, readExercise } from '../../../../src/lab/exercises/loadExercise.ts'
import { problemLine } from '../../../../src/lab/exercises/problems.ts'
import { exerciseSkeleton, skeletonFiles } from '../../../../src/lab/exercises/skeleton.ts'
import { temporaryFolder } from '../../../support/programFiles.ts'

/** What is told of an exercise that is wrong: file, field, and what to do. */

type Description = Record<string, unknown> & { checks: Record<string, unknown>[] }

function describedAs(change: (description: Description) => void): string {
  const folder = whole()
  const description = JSON.parse(exerciseSkeleton('Try').description) as Description
  change(description)
  writeFileSync(join(folder, 'exercise.json'), JSON.stringify(description))
  return folder
}

function whole(): string {
  const folder = join(temporaryFolder(), 'a-try')
  mkdirSync(folder)
  for (const [file, name] of skeletonFiles) writeFileSync(join(folder, name), exerciseSkeleton('Try')[file])
  return folder
}

async function linesOf(folder: string): Promise<string[]> {
  return (await readExercise(folder)).problems.map(problemLine)
}

const firstCheck = (change: object) => (description: Description) =>
  Object.assign(description.checks[0] ?? {}, change)
const count = { measure: 'processes', as: 'count' }

describe('the description of an exercise', () => {
  it('is clean as it is begun', async () => {
    expect(await linesOf(whole())).toEqual([])
  })

  it.each<[string, (description: Description) => void, RegExp | string]>([
    ['a missing field', (d) => delete d['title'], 'exercise.json: title: is missing.'],
    [
      'a field of a strange name',
      (d) => (d['tittle'] = 'x'),
      /^exercise.json: tittle: There is no such field/,
    ],
    [
      'a text for a number',
      (d) => (d['minutes'] = 'ten'),
      'exercise.json: minutes: must be a number, not "ten".',
    ],
    ['an empty title', (d) => (d['title'] = ' '), 'exercise.json: title: must not be empty.'],
    [
      'a topic that does not exist',
      (d) => (d['topic'] = 'queue'),
      `exercise.json: topic: "queue" is not known. Did you mean 'queues'?`,
    ],
    [
      'too long a time-out',
      (d) => (d['limits'] = { timeoutMs: 1e9 }),
      'exercise.json: limits.timeoutMs: must be at most 600000, not 1000000000.',
    ],
    [
      'a measure that does not exist',
      firstCheck({ of: { measure: 'speed' } }),
      /^exercise.json: checks\[0\]\.of\.?\w*: "?speed"? is not known|^exercise.json: checks\[0\]\.of.*is not known/,
    ],
    [
      'two expectations',
      firstCheck({ expect: { atLeast: 1, atMost: 2 } }),
      /^exercise.json: checks\[0\].expect: must have exactly one of equals, .*; it has atLeast and atMost\.$/,
    ],
    [
      'an expectation that does not exist',
      firstCheck({ expect: { equal: 1 } }),
      `exercise.json: checks[0].expect: 'equal' is not known. Did you mean 'equals'?`,
    ],
    [
      'a wrong value in an expectation',
      firstCheck({ expect: { atLeast: 'two' } }),
      /^exercise.json: checks\[0\].expect(\.atLeast)?: .*must be a number/,
    ],
    [
      'a check twice',
      (d) => d.checks.push(d.checks[0] ?? {}),
      `exercise.json: checks[2].id: 'counts' is there twice: give each its own.`,
    ],
    [
      'a check of a reserved name',
      firstCheck({ id: 'completes' }),
      /^exercise.json: checks\[0\].id: 'completes' is a check that every exercise has/,
    ],
    [
      'a starter that fails what is not there',
      (d) => (d['starterFails'] = ['end-lst']),
      `exercise.json: starterFails[0]: There is no check 'end-lst'. Did you mean 'end-last'?`,
    ],
    [
      'a case that is not there',
      firstCheck({ cases: ['thre'] }),
      `exercise.json: checks[0].cases[0]: There is no case 'thre'. Did you mean 'three'?`,
    ],
    [
      'an answer that is not there',
      (d) => Object.assign((d['questions'] as object[])[0] ?? {}, { answer: 'nd' }),
      /^exercise.json: questions\[0\].answer: There is no option 'nd'/,
    ],
    [
      'hidden cases only',
      (d) => (d['cases'] = [{ id: 'three', isHidden: true }]),
      /^exercise.json: cases: All cases are hidden/,
    ],
    [
      'a default out of range',
      (d) => Object.assign((d['parameters'] as object[])[0] ?? {}, { default: 11 }),
      'exercise.json: parameters[0].default: is not from 1 to 10: 11.',
    ],
    [
      'a case out of range',
      (d) => (d['cases'] = [{ id: 'three', params: { count: 2.5 } }]),
      'exercise.json: cases[0].params.count: must be a whole number from 1 to 10, not 2.5.',
    ],
    [
      'a case with a slip in a name',
      (d) => (d['cases'] = [{ id: 'three', params: { cuont: 2 } }]),
      `exercise.json: cases[0].params.cuont: There is no such parameter. Did you mean 'count'?`,
    ],
    [
      'no regular expression',
      firstCheck({ expect: { matches: '(' } }),
      /^exercise.json: checks\[0\].expect.matches: is not a regular expression: /,
    ],
    [
      'one that takes for ever',
      firstCheck({ expect: { matches: '^(\\w+\\s?)+$' } }),
      /^exercise.json: checks\[0\].expect.matches: .* may take for ever/,
    ],
    [
      'one in the name of a process',
      firstCheck({ of: { measure: 'lines', by: { name: 'Process-(' } } }),
      /^exercise.json: checks\[0\].of.by.name: is not a regular expression/,
    ],
    [
      'a check of nothing',
      firstCheck({ of: count, expect: { atLeast: 0 } }),
      /^exercise.json: checks\[0\]: checks nothing: a count is always at least 0/,
    ],
    [
      'one that matches everything',
      firstCheck({ expect: { matches: '.*' } }),
      /^exercise.json: checks\[0\]: checks nothing/,
    ],
    [
      'one that can never pass',
      firstCheck({ of: count, expect: { includes: [1] } }),
      /^exercise.json: checks\[0\]: can never pass: 'processes' gives a number/,
    ],
    [
      'an outcome that does not exist',
      firstCheck({ of: { measure: 'outcome' }, expect: { equals: 'complete' } }),
      /^exercise.json: checks\[0\]: can never pass: there is no outcome 'complete'. Did you mean 'completed'/,
    ],
    [
      'a range the wrong way round',
      firstCheck({ of: count, expect: { between: [3, 1] } }),
      /^exercise.json: checks\[0\]: can never pass: no number is from 3 to 1/,
    ],
  ])('with %s', async (_what, change, expected) => {
    const lines = await linesOf(describedAs(change))
    expect(lines).toContainEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected))
  })

  it('is not JSON', async () => {
    const folder = whole()
    writeFileSync(join(folder, 'exercise.json'), '{ "schema": 1, }')
    expect(await linesOf(folder)).toEqual([expect.stringMatching(/^exercise.json: is not JSON: /)])
  })
})

describe('the folder of an exercise', () => {
  it('lacks a file', async () => {
    const folder = whole()
    rmSync(join(folder, 'hints.md'))
    expect(await linesOf(folder)).toEqual([expect.stringMatching(/^hints.md: is missing: write what helps/)])
    await expect(loadExercise(folder)).rejects.toThrow(
      'The exercise a-try cannot be used: hints.md: is missing',
    )
  })

  it('holds what is no file, or too large a one', async () => {
    const folder = whole()
    rmSync(join(folder, 'lesson.md'))
    symlinkSync('/dev/zero', join(folder, 'lesson.md'))
    writeFileSync(join(folder, 'starter.ts'), 'x'.repeat(300_000))
    expect(await linesOf(folder)).toEqual([
      'lesson.md: is not a file.',
      'starter.ts: is larger than 256 kB: shorten it.',
    ])
  })

  it('has a lesson that is too long, which is no error', async () => {
    const folder = whole()
    writeFileSync(
      join(folder, 'lesson.md'),
      `${'word '.repeat(401)}\n\`\`\`\n${'code '.repeat(500)}\n\`\`\`\n`,
    )
    const { loaded, problems } = await readExercise(folder)
    expect(problems.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', expect.stringContaining('has 401 words besides its code')],
    ])
    expect(loaded?.id).toBe('a-try')
  })

  it('has hints that are none', async () => {
    const folder = whole()
    writeFileSync(join(folder, 'hints.md'), 'Just try.\n---\nHarder.\n')
    expect(await linesOf(folder)).toEqual([
      'hints.md: line 1: is before the first hint: begin each with "## ".',
      expect.stringContaining('holds no hint'),
    ])
    writeFileSync(
      join(folder, 'hints.md'),
      '# Hints\n\n## One\n\nText\n\n```sh\n## no heading\n```\n\n## Two\n',
    )
    expect(await linesOf(folder)).toEqual(['hints.md: hint 2: has a heading and no text.'])
  })

  it('is not there', async () => {
    expect(await linesOf('/nowhere/at/all')).toEqual(['/nowhere/at/all: There is no such folder.'])
    await expect(loadExercise('/nowhere/at/all')).rejects.toThrow('is not the folder of an exercise')
  })
})

describe('the catalogue', () => {
  const resources = temporaryFolderOfFile()

  it('has the built-in exercises and those of a folder, and says which cannot be used', async () => {
    const own = temporaryFolder()
    write(join(resources, 'exercises'), '02-second')
    write(join(resources, 'exercises'), '10-tenth')
    write(own, 'mine')
    write(own, '02-second')
    mkdirSync(join(own, 'broken'))
    writeFileSync(join(own, 'readme.txt'), '')
    const catalogue = new ExerciseCatalogue(resources, own)
    const { exercises, problems } = await catalogue.list()
    expect(exercises.map(({ id, origin }) => [id, origin])).toEqual([
      ['02-second', 'built-in'],
      ['10-tenth', 'built-in'],
      ['mine', 'own'],
    ])
    expect(problems).toEqual([
      expect.stringMatching(/^broken: exercise.json: is missing/),
      '02-second: An exercise of this name comes with Forkscope: rename the folder.',
    ])
    expect((await catalogue.get('tenth')).id).toBe('10-tenth')
    await expect(catalogue.get('tenht')).rejects.toThrow("There is no exercise 'tenht'.")
    await expect(catalogue.get('broken')).rejects.toThrow(
      'The exercise cannot be used. broken: exercise.json: is missing',
    )
  })

  it('says that a folder is not there', async () => {
    const { problems } = await new ExerciseCatalogue(resources, '/nowhere').list()
    expect(problems).toEqual(['/nowhere: The folder of exercises cannot be read (ENOENT).'])
  })
})

function write(parent: string, name: string): void {
  mkdirSync(join(parent, name), { recursive: true })
  for (const [file, fileName] of skeletonFiles)
    writeFileSync(join(parent, name, fileName), exerciseSkeleton(name)[file])
}

function temporaryFolderOfFile(): string {
  const folder = join(process.env['TMPDIR'] ?? '/tmp', 'catalogue')
  mkdirSync(folder, { recursive: true })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
