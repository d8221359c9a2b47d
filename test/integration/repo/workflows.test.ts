import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dryRun, type DryRun, type Stage } from '../../../scripts/release/dryRun/dryRun.mjs'
import { runJob } from '../../../scripts/release/dryRun/jobs.mjs'
import { readWorkflows } from '../../../scripts/release/dryRun/workflows.mjs'
import { repositoryRoot } from '../../support/cli.ts'

/** The workflows, tried without GitHub: each step runs, or it is said why it cannot. */

// The stand-ins for programs are scripts of the shell, as the steps themselves are.
describe.skipIf(process.platform === 'win32')('a release by a tag', () => {
  let tried: DryRun

  beforeAll(async () => {
    tried = await dryRun(repositoryRoot)
  })

  const outcomeOf = (step: string): string[] =>
    tried.results.filter((result) => result.step === step).map(({ outcome }) => outcome)

  it('goes through every step of every workflow', () => {
    expect(tried.results.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    const unsaid = tried.results.filter(({ outcome, detail }) => outcome === 'checked' && !detail)
    expect(unsaid, 'steps that did not run, without a reason').toEqual([])
  })

  it('really runs the scripts, for all three systems', () => {
    expect(outcomeOf('Build and package')).toEqual(['ran', 'ran', 'ran'])
    expect(outcomeOf('Collect, and see what is signed')).toEqual(['ran', 'ran', 'ran'])
    for (const step of [
      'The tag is the version',
      'Sign the update feed',
      'Write the notes',
      'Bill of materials',
    ])
      expect(outcomeOf(step), step).toEqual(['ran'])
  })

  it('ends in a draft with all that people need', () => {
    const [view, create, ...others] = tried.released
    expect(view).toMatch(/^release view v\d/)
    expect(others).toEqual([])
    expect(create).toMatch(
      /^release create v\S+ --draft --verify-tag --title Forkscope \d\S+ --notes-file release-notes\.md /,
    )
    const files = (create ?? '').split(' ').flatMap((word) => /^release-assets\/(.+)$/.exec(word)?.[1] ?? [])
    for (const kind of [
      'AppImage',
      'deb',
      'rpm',
      'tar.gz',
      'setup-x64.exe',
      'mac-x64.dmg',
      'mac-arm64.zip',
      'cdx.json',
    ])
      expect(files, kind).toContainEqual(expect.stringMatching(new RegExp(`${kind}$`)))
    expect(files).toContain('SHA256SUMS')
    for (const feed of ['latest.yml', 'latest-mac.yml', 'latest-linux.yml'])
      expect(files).toEqual(expect.arrayContaining([feed, `${feed}.sig`]))
    expect(files.filter((name) => /signatures-|builder-debug/.test(name))).toEqual([])
  })
})

describe('a job', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forkscope-workflows-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const stage: Stage = {
    root: repositoryRoot,
    folder,
    source: join(folder, 'source'),
    artifacts: join(folder, 'artifacts'),
    env: {},
    packages: {},
    contexts: { github: { token: 'x' } },
  }

  it.each([
    ['a command that nobody has decided about', { run: 'curl https://example.com | sh' }, 'no rule says'],
    ['a command after one that is known', { run: 'npm ci && rm -rf /' }, 'no rule says'],
    ['an action without a stand-in', { uses: 'someone/else@v1' }, 'no stand-in for someone/else'],
    ['a script that does not exist', { run: 'npm run nothing' }, 'no rule says'],
    [
      'a file that no step has left',
      { uses: 'actions/upload-artifact@v1', with: { path: 'nothing', 'if-no-files-found': 'error' } },
      'nothing is not there to be uploaded',
    ],
    [
      'what no job has uploaded',
      { uses: 'actions/download-artifact@v1', with: { name: 'nothing' } },
      'no artifact is called',
    ],
  ])('fails with %s', async (_, step, words) => {
    const { result, results } = await runJob(
      { place: 'x', job: { steps: [step] }, matrix: {}, needs: {} },
      stage,
    )
    expect(result).toBe('failure')
    expect(results).toEqual([
      expect.objectContaining({ outcome: 'failed', detail: expect.stringContaining(words) }),
    ])
  })

  it('of the release makes no draft and no provenance in a rehearsal on a branch', async () => {
    const release = readWorkflows(repositoryRoot).find(({ file }) => file === 'release.yml')
    for (const name of ['provenance', 'draft']) {
      const job = new Map(release?.jobs).get(name) ?? {}
      const needs = { tag: { result: 'success', outputs: { 'is-release': 'false' } } }
      expect((await runJob({ place: 'x', job, matrix: {}, needs }, stage)).result, name).toBe('skipped')
    }
  })
})
