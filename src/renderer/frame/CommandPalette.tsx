import { useState, type ReactNode } from 'react'
import {
  Autocomplete,
  Dialog,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components'
import { KeyHint } from '../components/KeyHint.tsx'
import { searchCommands } from '../model/commandSearch.ts'
import { useCommands } from '../model/shortcuts.ts'
import './CommandPalette.css'

export function CommandPalette({ isOpen, onClose }: { isOpen: boolean; onClose(): void }): ReactNode {
  return (
    <ModalOverlay
      className="scrim palette-scrim"
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
    >
      <Modal className="modal palette">
        <Dialog className="dialog" aria-label="Find a command">
          <PaletteList onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function PaletteList({ onClose }: { onClose(): void }): ReactNode {
  const commands = useCommands((state) => state.commands)
  const [query, setQuery] = useState('')
  const found = searchCommands(commands, query)
  const run = (id: string): void => {
    onClose()
    // After the dialog has given the focus back: a command may move it.
    setTimeout(() => commands.get(id)?.run())
  }
  return (
    <Autocomplete inputValue={query} onInputChange={setQuery}>
      <SearchField aria-label="Command" autoFocus className="palette-search">
        <Input className="palette-input" placeholder="What do you want to do?" />
      </SearchField>
      <Menu
        aria-label="Commands"
        className="options palette-list"
        items={found}
        onAction={(key) => run(String(key))}
        renderEmptyState={() => <p className="palette-empty">No command has these words.</p>}
      >
        {({ id, command }) => (
          <MenuItem id={id} className="option palette-item" textValue={command.title}>
            <span>{command.title}</span>
            <span className="option-detail">{command.group}</span>
            {command.chords?.[0] !== undefined && <KeyHint chord={command.chords[0]} isDecorative />}
          </MenuItem>
        )}
      </Menu>
    </Autocomplete>
  )
}
