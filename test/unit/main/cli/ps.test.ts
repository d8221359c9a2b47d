import { expect, it } from 'vitest'
import { inTreeOrder } from '../../../../src/main/cli/commands/ps.ts'
import type { ProcessRow } from '../../../../src/shared/machine.ts'

function row(pid: number, parentPid: number): ProcessRow {
  return { pid, parentPid } as ProcessRow
}

it('sets children below their parents, and orphans at the root', () => {
  const rows = [row(1, 0), row(5, 3), row(2, 1), row(3, 1), row(9, 77), row(4, 2), row(0, 0)]
  expect(inTreeOrder(rows).map(({ pid, depth }) => `${' '.repeat(depth)}${pid}`)).toEqual([
    '9',
    '0',
    ' 1',
    '  2',
    '   4',
    '  3',
    '   5',
  ])
})

it('shows a long chain without running out of stack', () => {
  const rows = Array.from({ length: 20_000 }, (_, pid) => row(pid + 1, pid))
  expect(inTreeOrder(rows).at(-1)).toMatchObject({ pid: 20_000, depth: 19_999 })
})
