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
  // A button takes Ctrl+Enter for a press of its own, and tells nobody: the command comes first.
  const onButtonKeyDown = (event: KeyboardEvent): void => {
    const isOnButton = event.target instanceof Element && event.target.closest(pressableSelector) !== null
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !isOnButton) return
    onKeyDown(event)
    if (event.defaultPrevented) event.stopPropagation()
  }
  window.addEventListener('keydown', onKeyDown)
  window.addEventListener('keydown', onButtonKeyDown, { capture: true })
  return () => {
    window.removeEventListener('keydown', onKeyDown)
    window.removeEventListener('keydown', onButtonKeyDown, { capture: true })
  }
}

function belongsToTarget(event: KeyboardEvent, target: Element): boolean {
  const hasModifier = event.ctrlKey || event.metaKey
  if (target.closest(ownKeysSelector)) return true
  if (hasModifier) return false
  if (target.closest(typingSelector)) return true
  return (event.key === ' ' || event.key === 'Enter') && target.closest(pressableSelector) !== null
}
