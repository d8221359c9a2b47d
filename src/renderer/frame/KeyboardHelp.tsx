import type { ReactNode } from 'react'
import { Dialog } from '../components/Dialog.tsx'
import { KeyHint } from '../components/KeyHint.tsx'
import { usePreferences } from '../model/preferences.ts'
import { isSingleKey, useCommands, type Command } from '../model/shortcuts.ts'
import './KeyboardHelp.css'

/** Keys that parts of the interface handle themselves, and so are no commands. */
const builtIn: readonly Command[] = [
  { title: 'Fill the view with the panel in focus', group: 'Panels', chords: ['e'], run: () => {} },
  { title: 'Back from a filled view; close a dialog', group: 'Panels', chords: ['Escape'], run: () => {} },
]

export function KeyboardHelp({ isOpen, onClose }: { isOpen: boolean; onClose(): void }): ReactNode {
  const commands = useCommands((state) => state.commands)
  const singleKeys = usePreferences((state) => state.singleKeys)
  const withKeys = [...commands.values(), ...builtIn].filter((command) => command.chords?.length)
  const groups = groupCommands(withKeys)
  return (
    <Dialog title="Keyboard" isOpen={isOpen} onClose={onClose} size="large">
      {!singleKeys && (
        <p className="help-note muted">
          Single letters and digits are switched off in Settings; those keys are dimmed here.
        </p>
      )}
      <div className="help-groups">
        {groups.map(([group, members]) => (
          <section key={group} className="help-group">
            <h3>{group}</h3>
            <dl>
              {members.map((command) => (
                <HelpRow key={command.title} command={command} singleKeys={singleKeys} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

function groupCommands(commands: readonly Command[]): [group: string, members: Command[]][] {
  const groups = new Map<string, Command[]>()
  for (const command of commands) {
    const members = groups.get(command.group)
    if (members) members.push(command)
    else groups.set(command.group, [command])
  }
  return [...groups]
}

function HelpRow({ command, singleKeys }: { command: Command; singleKeys: boolean }): ReactNode {
  return (
    <div className="help-row">
      <dt>{command.title}</dt>
      <dd>
        {command.chords?.map((chord) => (
          <span key={chord} data-off={(!singleKeys && isSingleKey(chord)) || undefined}>
            <KeyHint chord={chord} />
          </span>
        ))}
      </dd>
    </div>
  )
}
