import type { WebSocket } from 'ws'
import type { ClientMessage, MessagePeer, ServerMessage } from '../../src/shared/rpc/messages.ts'
import type { Ready } from '../../src/shared/rpc/transport.ts'

/** The page's end of the RPC over a WebSocket of the tests. */
export function webSocketPeer(socket: WebSocket): MessagePeer<ClientMessage, ServerMessage> {
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) =>
      socket.on('message', (data) => {
        const message = JSON.parse((data as Buffer).toString()) as ServerMessage | Ready
        if (!('ready' in message)) listener(message)
      }),
    onClose: (listener) => socket.on('close', (_code, reason) => listener(String(reason))),
  }
}
