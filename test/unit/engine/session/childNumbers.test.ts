import { expect, test } from 'vitest'
import { ChildNumbers } from '../../../../src/engine/session/childNumbers.ts'

test('counts on from the highest number that the parent has given, with its own numbers in front', () => {
  const numbers = new ChildNumbers()
  numbers.note(7, [2, 1])
  numbers.note(7, [2, 4], 3)
  numbers.note(7, [2, 2])
  expect(numbers.next(7)).toEqual([2, 7])
  expect(numbers.next(7)).toEqual([2, 8])
  numbers.note(7, [2, 9])
  expect(numbers.next(7)).toEqual([2, 10])
})

test('counts for each parent, and forgets those that have ended', () => {
  const numbers = new ChildNumbers()
  numbers.note(1, [3])
  numbers.note(2, [1, 5])
  expect([numbers.next(1), numbers.next(2)]).toEqual([[4], [1, 6]])
  numbers.forget(2)
  numbers.note(2, [1])
  expect(numbers.next(2)).toEqual([2])
})
