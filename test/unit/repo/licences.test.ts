import { describe, expect, it } from 'vitest'
import { licenceProblems } from '../../../scripts/licences.mjs'
import { isAllowed } from '../../../scripts/licences/policy.mjs'
import { renderLicences } from '../../../scripts/licences/render.mjs'

const one = { name: 'one', version: '1.0.0', licence: 'MIT', text: 'MIT of A' }

describe('the licences of what is shipped', () => {
  it('are allowed when every part that cannot be chosen away is', () => {
    const allowed = ['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND OFL-1.1']
    const refused = ['GPL-3.0-only', 'MIT AND LGPL-2.1', 'MIT*', 'UNKNOWN', 'Custom: https://example.org']
    expect(allowed.filter((expression) => !isAllowed(expression))).toEqual([])
    expect(refused.filter((expression) => isAllowed(expression))).toEqual([])
  })

  it('are a problem when one is not allowed, or has no text that could be shipped', () => {
    const problems = licenceProblems([
      one,
      { ...one, name: 'two', licence: 'AGPL-3.0' },
      { ...one, name: 'three', licence: 'ISC', text: '' },
    ])
    expect(problems).toEqual([
      'two 1.0.0 has the licence AGPL-3.0, which scripts/licences/policy.mjs does not allow.',
      'three 1.0.0 (ISC) has no licence text that could be shipped with it.',
    ])
  })

  it('are listed for every package, each text once', () => {
    const text = renderLicences([one, { ...one, name: 'two' }, { ...one, name: 'three', text: 'MIT of B' }])
    expect(text).toMatch(/^one 1\.0\.0 {4}MIT\ntwo 1\.0\.0 {4}MIT\nthree 1\.0\.0 {2}MIT$/m)
    expect(text).toMatch(/=\none 1\.0\.0\ntwo 1\.0\.0\n=+\n\nMIT of A\n/)
    expect(text.match(/MIT of A/g)).toHaveLength(1)
  })
})
