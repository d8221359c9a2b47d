import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/programFiles.ts'

/** Exercises by the command line, as a learner and as an instructor. */

describe('exercises', () => {
  it('are listed by topic, shown without what a learner should find, and begun', async () => {
    const list = await runCli(['list'])
    expect(list.stdout).toMatch(/Exercises: processes .*\n {2}01-two-processes +Two processes and join/)
    const shown = await runCli(['show', 'two-processes'])
    expect(shown.stdout).toContain('Predict first:')
    expect(shown.stdout).toContain('- Done! is printed after both have ended.')
    expect(shown.stdout).not.toContain('-7')
    const json = await runCli(['show', '01-two-processes', '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ id: '01-two-processes', hintCount: 3 })
    const starter = await runCli(['show', '01-two-processes', '--starter'])
    expect(starter.stdout).toMatch(/^import .*\n[^]*export async function main/)
    const near = await runCli(['show', '01-two-procesess'])
    expect(near).toMatchObject({ exitCode: 2, stdout: '' })
    expect(near.stderr).toContain("Did you mean '01-two-processes'?")
  })

  it('run as starter, as solution, and as a program of the learner’s', async () => {
    const folder = temporaryFolder()
    const mine = join(folder, 'mine.ts')
    writeFileSync(mine, `export const main = (params) => params`)
    const own = await runCli(['run', '01-two-processes', '--program', mine, '-p', 'number=3', '--json'])
    expect(JSON.parse(own.stdout)).toMatchObject({ run: { result: { number: 3 }, outcome: 'completed' } })
    const solution = await runCli(['run', 'two-processes', '--solution', '-p', 'number=3'])
    expect(solution.stdout).toContain('Square: 9')
    const wrong = await runCli(['run', '01-two-processes', '-p', 'number=3.5'])
    expect(wrong).toMatchObject({
      exitCode: 2,
      stderr: 'number must be a whole number from -1000 to 1000, not 3.5.\n',
    })
    const none = await runCli(['run', 'processes', '--solution'])
    expect(none.stderr).toMatch(/^There is no exercise 'processes'\./)
  })

  it('are made by an instructor: begun, looked at, broken, graded', async () => {
    const parent = temporaryFolder()
    const folder = join(parent, 'my-own')
    expect((await runCli(['new', 'my-own', '--dir', parent])).exitCode).toBe(0)
    expect(await runCli(['lint', folder])).toMatchObject({ exitCode: 0, stderr: '' })
    expect((await runCli(['new', 'my-own', '--dir', parent])).stderr).toMatch(/is there already/)
    expect((await runCli(['new', 'My Own', '--dir', parent])).exitCode).toBe(2)

    const list = await runCli(['list', '--exercises', parent])
    expect(list.stdout).toContain('my-own')
    const passed = await runCli(['check', 'my-own', join(folder, 'solution.ts'), '--exercises', parent])
    expect(passed).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/\nsolution\.ts passed\.\n$/) as string,
    })
    const failed = await runCli(['check', folder, join(folder, 'starter.ts')])
    expect(failed.exitCode).toBe(3)
    expect(failed.stdout).toContain('FAILED  The end comes after the process has ended. (case three)')
    expect(failed.stdout).toContain('Only join waits for the end of a process.')

    const description = readFileSync(join(folder, 'exercise.json'), 'utf8')
    writeFileSync(join(folder, 'exercise.json'), description.replace('"end-last"\n  ]', '"end-lats"\n  ]'))
    writeFileSync(join(folder, 'solution.ts'), 'export const start = () => { retrun 1 }')
    writeFileSync(join(folder, 'starter.ts'), 'export const start = 1')
    const wrong = await runCli(['lint', folder])
    expect(wrong.exitCode).toBe(3)
    expect(wrong.stdout.trimEnd().split('\n')).toEqual([
      "exercise.json: starterFails[0]: There is no check 'end-lats'. Did you mean 'end-last'?",
      'starter.ts: exports no main: write export async function main() { … }.',
      expect.stringMatching(/^solution\.ts: 1:\d+: /),
    ])
    const unusable = await runCli(['check', folder, join(folder, 'starter.ts')])
    expect(unusable).toMatchObject({ exitCode: 2, stdout: '' })
    expect(unusable.stderr).toMatch(/^The exercise my-own cannot be used: exercise.json: starterFails/)
  })

  it('refuse what cannot be graded', async () => {
    const empty = temporaryFolder()
    mkdirSync(join(empty, 'notes'))
    const nothing = await runCli(['check', '01-two-processes', empty])
    expect(nothing.stderr).toMatch(/^There is no program in '/)
    const both = await runCli(['check', '01-two-processes', empty, '--json', '--csv'])
    expect(both.stderr).toContain("option '--json' cannot be used with option '--csv'")
    const notThere = await runCli(['lint', join(empty, 'nowhere')])
    expect([nothing, both, notThere].map(({ exitCode }) => exitCode)).toEqual([2, 2, 2])
  })
})
