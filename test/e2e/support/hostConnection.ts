import { WebSocket } from 'ws'
import { onTestFinished } from 'vitest'
import { RpcClient } from '../../../src/shared/rpc/client.ts'
import { tokenFragmentKey, webSocketPath } from '../../../src/shared/rpc/transport.ts'
import { webSocketPeer } from '../../support/webSocketPeer.ts'

/** Speaks to the host as its page does, from outside of any browser. Closed after the test. */
export async function connectToHost(appUrl: string): Promise<RpcClient> {
  const { host, origin, hash } = new URL(appUrl)
  const token = new URLSearchParams(hash.slice(1)).get(tokenFragmentKey)
  const socket = new WebSocket(`ws://${host}${webSocketPath}`, { origin })
  onTestFinished(() => socket.terminate())
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.send(JSON.stringify({ token }))
  const client = new RpcClient(webSocketPeer(socket))
  await client.call('host.info', null)
  return client
}
