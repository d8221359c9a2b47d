import { contextBridge, ipcRenderer } from 'electron'
import { forkscopePortName, ipcChannels } from '../shared/rpc/ipc.ts'
import type { ForkscopePort } from '../shared/rpc/transport.ts'

/**
 * The one bridge into the page: texts to the host and texts from it. Nothing of Electron gets through, no event
 * object either; what the texts may ask for is decided by the host.
 */

let receive: (text: string) => void = () => {}

const port: ForkscopePort = {
  post: (text) => {
    if (typeof text === 'string') ipcRenderer.send(ipcChannels.message, text)
  },
  onMessage: (listener) => {
    receive = listener
  },
}

ipcRenderer.on(ipcChannels.message, (_event, text: string) => receive(text))
ipcRenderer.send(ipcChannels.open)
contextBridge.exposeInMainWorld(forkscopePortName, port)
