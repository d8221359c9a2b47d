import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { exerciseSchema, exerciseTopics } from '../../../src/shared/exercise.ts'

const root = dirname(dirname(dirname(import.meta.dirname)))
const folder = join(root, 'resources', 'exercises')
const ids = readdirSync(folder)

it('there are at least 36 exercises, under all topics', () => {
  const topics = ids.map(
    (id) => exerciseSchema.parse(JSON.parse(readFileSync(join(folder, id, 'exercise.json'), 'utf8'))).topic,
  )
  expect(ids.length).toBeGreaterThanOrEqual(36)
  expect([...new Set(topics)].toSorted()).toEqual([...exerciseTopics].toSorted())
})

it('each passage of the tutorials names exercises that exist', () => {
  const rows = readFileSync(join(root, 'docs', 'lab', 'coverage.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
  expect(rows.length).toBeGreaterThan(20)
  for (const row of rows) {
    const named = [...(row.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1])
    expect(named.length, row).toBeGreaterThan(0)
    expect(ids, row).toEqual(expect.arrayContaining(named))
  }
})
