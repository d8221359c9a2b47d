import { expect, it } from 'vitest'
import { showToast, useToasts } from '../../../src/renderer/model/toasts.ts'

it('what is told again is shown once, as the latest; what can be undone is kept apart', () => {
  const messages = (): string[] => useToasts.getState().toasts.map(({ message }) => message)
  showToast('still running')
  showToast('saved')
  showToast('still running')
  expect(messages()).toEqual(['saved', 'still running'])
  const action = { label: 'Undo', run: () => {} }
  showToast('removed', { action })
  showToast('removed', { action })
  expect(messages()).toEqual(['saved', 'still running', 'removed', 'removed'])
})
