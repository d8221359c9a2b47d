import { CornerLeftUp, Folder } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { ListBox, ListBoxItem } from 'react-aria-components'
import type { FolderListing } from '../../../shared/rpc/contract.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { WaitNotice } from '../../components/WaitNotice.tsx'
import { joinPath } from '../../model/folderPath.ts'
import { formatBytes, formatCount, quantityText } from '../../model/format.ts'
import { useCall } from '../../transport/rpcContext.tsx'
import './FolderPicker.css'

export interface FolderPickerProps {
  startPath: string
  onChoose(path: string): void
  onClose(): void
}

/** Walks the folders of the host's machine, which need not be the one that shows this page. */
export function FolderPicker({ startPath, onChoose, onClose }: FolderPickerProps): ReactNode {
  const [path, setPath] = useState(startPath)
  const { data, error, isPending, startedAt } = useCall('folders.list', { path })
  const listing = error ? undefined : data
  return (
    <Dialog
      title="Choose a folder"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabledReason={listing ? undefined : 'Open a folder that can be read first.'}
            onPress={() => listing && onChoose(listing.path)}
          >
            Choose this folder
          </Button>
        </>
      }
    >
      <div className="folder-picker">
        <div className="folder-path">
          <Button
            size="small"
            icon={<CornerLeftUp aria-hidden />}
            isDisabled={!listing?.parent}
            onPress={() => listing?.parent && setPath(listing.parent)}
          >
            Up
          </Button>
          <code className="truncate" title={listing?.path ?? path}>
            {listing?.path ?? path}
          </code>
        </div>
        {error && (
          <ErrorNotice
            error={error}
            actions={
              path !== startPath && (
                <Button size="small" onPress={() => setPath(startPath)}>
                  Back to where you began
                </Button>
              )
            }
          />
        )}
        {!listing && isPending && <WaitNotice waitingFor="the folder’s contents" startedAt={startedAt} />}
        {listing && <Folders listing={listing} onOpen={setPath} />}
      </div>
    </Dialog>
  )
}

function Folders({ listing, onOpen }: { listing: FolderListing; onOpen(path: string): void }): ReactNode {
  const { path, folders, files, totalBytes, truncated } = listing
  return (
    <>
      <ListBox
        key={path}
        className="folder-list"
        aria-label={`Folders in ${path}`}
        onAction={(name) => onOpen(joinPath(path, String(name)))}
        renderEmptyState={() => <p className="muted folder-none">There are no folders in here.</p>}
      >
        {folders.map((name) => (
          <ListBoxItem key={name} id={name} textValue={name} className="option folder-item">
            <Folder aria-hidden />
            <span className="truncate">{name}</span>
          </ListBoxItem>
        ))}
      </ListBox>
      <p className="muted num" role="status">
        {formatCount(files).value} {files === 1 ? 'file' : 'files'} here,{' '}
        {quantityText(formatBytes(totalBytes))}
        {truncated && '; there are more folders than are listed'}
      </p>
    </>
  )
}
