import type { ClientMessage, MessagePeer, ServerMessage } from '../../shared/rpc/messages.ts'
import type { ForkscopePort } from '../../shared/rpc/transport.ts'

export type ClientPeer = MessagePeer<ClientMessage, ServerMessage>

declare global {
  interface Window {
    /** Put there by the preload script of the Electron host. */
    forkscopePort?: ForkscopePort
  }
}

/** The Electron host lives as long as the window: this peer never closes. */
export function portPeer(port: ForkscopePort): ClientPeer {
  return {
    send: (message) => port.post(JSON.stringify(message)),
    onMessage: (listener) => port.onMessage((text) => listener(JSON.parse(text) as ServerMessage)),
    onClose: () => {},
  }
}

/** A peer over an open, authenticated socket. What is sent after it closed is dropped: the close rejects it. */
export function socketPeer(socket: WebSocket): ClientPeer {
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
    },
    onMessage: (listener) =>
      socket.addEventListener('message', (event) =>
        listener(JSON.parse(String(event.data)) as ServerMessage),
      ),
    onClose: (listener) =>
      socket.addEventListener('close', (event) => listener(event.reason || closeReason(event.code))),
  }
}

function closeReason(code: number): string {
  return code === 1006 ? 'the connection broke.' : `it closed the connection (${code}).`
}
