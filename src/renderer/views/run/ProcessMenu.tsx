import { EllipsisVertical } from 'lucide-react'
import type { ReactNode } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import type { ProcessSnapshot } from '../../../shared/runUpdate.ts'
import { IconButton } from '../../components/IconButton.tsx'
import { showToast } from '../../model/toasts.ts'
import type { EndRequest } from './EndProcessDialog.tsx'

export interface ProcessMenuProps {
  process: ProcessSnapshot
  onEnd(request: EndRequest): void
}

/** What can be done with one process. Ending it is asked for once more. */
export function ProcessMenu({ process, onEnd }: ProcessMenuProps): ReactNode {
  const isAlive = process.phase !== 'ended'
  const copyPid = (): void => {
    navigator.clipboard.writeText(String(process.pid)).then(
      () => showToast(`pid ${process.pid} is on the clipboard.`),
      () => showToast('The browser does not let this page write to the clipboard.', { tone: 'warning' }),
    )
  }
  return (
    <MenuTrigger>
      <IconButton
        className="process-menu"
        label={`Actions for ${process.name}, pid ${process.pid}`}
        icon={<EllipsisVertical aria-hidden />}
      />
      <Popover className="popover" placement="bottom end" offset={2}>
        <Menu className="options">
          <MenuItem className="option" onAction={copyPid}>
            Copy pid
          </MenuItem>
          <MenuItem
            className="option"
            isDisabled={!isAlive}
            onAction={() => onEnd({ process, signal: 'SIGTERM' })}
          >
            End process … (SIGTERM)
          </MenuItem>
          <MenuItem
            className="option"
            isDisabled={!isAlive}
            onAction={() => onEnd({ process, signal: 'SIGKILL' })}
          >
            Kill process … (SIGKILL)
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
