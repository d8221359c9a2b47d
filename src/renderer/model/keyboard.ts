import { findCommand, useCommands } from './shortcuts.ts'
import { usePreferences } from './preferences.ts'

export const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent)

const typingSelector =
  'input:not([type=checkbox], [type=radio], [type=button], [type=range]), textarea, select, [contenteditable]:not([contenteditable=false])'
/** These use letters themselves (type to find) or shut the rest of the page out. */
const ownKeysSelector = '[role=listbox], [role=menu], [role=dialog], [role=alertdialog]'
const pressableSelector =
  'button, a[href], summary, [role=button], [role=tab], [role=radio], [role=switch], input'

/** Runs the registered commands on key presses, wherever the focus is. Returns the disposer. */
export function listenForShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    const target = event.target instanceof Element ? event.target : document.body
    if (belongsToTarget(event, target)) return
    const command = findCommand(useCommands.getState().commands.values(), event, {
      isMac,
      singleKeys: usePreferences.getState().singleKeys,
    })
    if (!command) return
    event.preventDefault()
    command.run()
  }
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}

function belongsToTarget(event: KeyboardEvent, target: Element): boolean {
  const hasModifier = event.ctrlKey || event.metaKey
  if (target.closest(ownKeysSelector)) return true
  if (hasModifier) return false
  if (target.closest(typingSelector)) return true
  return (event.key === ' ' || event.key === 'Enter') && target.closest(pressableSelector) !== null
}
