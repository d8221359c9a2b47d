import { FolderOpen } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button } from '../../components/Button.tsx'
import { TextField } from '../../components/TextField.tsx'
import { FolderPicker } from './FolderPicker.tsx'

export interface FolderFieldProps {
  value: string
  error: string | undefined
  homeDirectory: string
  onChange(path: string): void
}

/** A folder on the host's machine: typed, or picked. */
export function FolderField({ value, error, homeDirectory, onChange }: FolderFieldProps): ReactNode {
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="folder-row">
      <TextField
        label="Folder"
        help="Its files are the items."
        isMono
        placeholder={homeDirectory}
        value={value}
        error={error}
        onChange={onChange}
      />
      <Button icon={<FolderOpen aria-hidden />} onPress={() => setOpen(true)}>
        Browse …
      </Button>
      {isOpen && (
        <FolderPicker
          startPath={value.trim() || homeDirectory}
          onChoose={(path) => {
            onChange(path)
            setOpen(false)
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  )
}
