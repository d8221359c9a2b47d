import { expect, it } from 'vitest'
import { resultTable } from '../../../src/renderer/model/resultTable.ts'

it('results of a program are inert, whole where short, and numbers stand apart from text', () => {
  const table = resultTable([
    { file: 'a\u202eb', 'by\u0007tes': 3 },
    { file: 'x'.repeat(1000), 'by\u0007tes': 4 },
  ])
  expect(table.columns).toEqual([
    { name: 'file', isText: true },
    { name: 'by\u2407tes', isText: false },
  ])
  expect(table.rows[0]).toEqual(['a\\u202eb', '3'])
  expect(table.rows[1]?.[0]).toMatch(/^x{200} … \(1,000 characters\)$/)
  expect(resultTable([1, null]).columns).toEqual([{ name: 'Result', isText: true }])
})
