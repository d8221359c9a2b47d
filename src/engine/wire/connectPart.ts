import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { FrameSocket, type FrameSocketListener } from './frameSocket.ts'
import type { BrokerOperation, ClientOperation, ClientPart } from './operations.ts'

/** Where a run's broker is, and who calls. */
export interface Caller {
  address: string
  key: string
  processId: number
}

/** Opens a connection of its own for a part of a process; the hello is said. */
export async function connectPart(
  { address, key, processId }: Caller,
  part: ClientPart,
  listener: FrameSocketListener<BrokerOperation>,
): Promise<FrameSocket<ClientOperation, BrokerOperation>> {
  let socket!: Socket
  const frames = new FrameSocket<ClientOperation, BrokerOperation>(
    (onread) => (socket = connect({ path: address, onread })),
    listener,
  )
  await once(socket, 'connect')
  frames.post({ op: 'hello', processId, key, pid: process.pid, tid: null, part })
  frames.flush()
  return frames
}
