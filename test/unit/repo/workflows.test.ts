import { expect, it } from 'vitest'
import { workflowProblems } from '../../../scripts/check/workflows.mjs'

const digest = '3d3c42e5aac5ba805825da76410c181273ba90b1'

function workflow({
  uses = `actions/checkout@${digest} # v7.0.1`,
  run = 'npm ci',
  head = 'permissions: {}',
}) {
  return `name: test
on: push
${head}
jobs:
  build:
    runs-on: macos-15-intel
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: ${uses}
      - run: ${run}
`
}

const problems = (text: string): Promise<string[]> => workflowProblems('.github/workflows/test.yml', text)

it('finds nothing in a workflow that keeps the rules', async () => {
  expect(await problems(workflow({}))).toEqual([])
})

it("tells actionlint's findings with their place", async () => {
  const found = await problems(workflow({ run: 'echo ${{ github.head_ref }}' }))
  expect(found).toEqual([
    expect.stringMatching(/^\.github\/workflows\/test\.yml:12:\d+: .*untrusted.*\[expression\]$/),
  ])
})

it.each([
  ['a tag', 'actions/checkout@v7'],
  ['a branch', 'actions/checkout@main'],
  ['a digest that does not say which version it is', `actions/checkout@${digest}`],
  ['a short digest', 'actions/checkout@3d3c42e # v7.0.1'],
])('refuses an action by %s', async (_, uses) => {
  expect(await problems(workflow({ uses }))).toEqual([
    expect.stringMatching(/:11: actions\/checkout.*\[pins\]$/),
  ])
})

it('refuses rights that no job has asked for', async () => {
  expect(await problems(workflow({ head: 'permissions: write-all' }))).toEqual([
    expect.stringContaining('[permissions]'),
  ])
})
