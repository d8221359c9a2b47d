import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { gradingReportSchema, type GradingReport } from '../../../src/shared/grading.ts'
import { runCli, type CliResult } from '../../support/cli.ts'
import { findProcesses, markVariable } from '../../support/leaks.ts'
import { writeExercise } from './submissions/exercise.ts'
import { submissions } from './submissions/programs.ts'

/** A whole class's folder is graded by one command, whatever its programs do. */

describe('a folder of submissions', () => {
  const cases = Object.entries(submissions)
  let result: CliResult
  let report: GradingReport
  let leftProcesses: string[]
  let leftFiles: string[]

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'grading-'))
    const exercise = writeExercise(folder)
    const programs = join(folder, 'submissions')
    for (const [name, { source, file = `${name}.ts` }] of cases) {
      const path = join(programs, file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, source)
    }
    writeFileSync(join(programs, 'notes.txt'), 'not a program')
    result = await runCli(['check', exercise, programs, '--json', '--jobs', '3'], { timeoutMs: 110_000 })
    report = gradingReportSchema.parse(JSON.parse(result.stdout))
    leftProcesses = findProcesses(process.env[markVariable] ?? '').map(({ command }) => command)
    leftFiles = readdirSync(tmpdir()).filter((name) => /^(forkscope|mine)-/.test(name))
  })

  it('holds at least thirty', () => {
    expect(cases.length).toBeGreaterThanOrEqual(30)
    expect(report.submissions).toHaveLength(cases.length)
  })

  it.each(cases)('%s', (name, { file = `${name}.ts`, cause, reason }) => {
    const graded = report.submissions.find(({ submission }) => submission === file.split('/')[0])
    expect(graded).toMatchObject({ cause, verdict: cause === 'passed' ? 'passed' : 'failed' })
    expect(graded?.reason).toMatch(reason)
  })

  it('is graded with the exit code of failed checks, and says whose rights the programs have', () => {
    expect(result.exitCode).toBe(3)
    expect(result.stderr.match(/run with your rights/g)).toHaveLength(1)
    expect(result.stderr).toContain('notes.txt')
  })

  it('leaves no process and no file behind', () => {
    expect(leftProcesses).toEqual([])
    expect(leftFiles).toEqual([])
  })
})
