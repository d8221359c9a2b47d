import * as z from 'zod'
import { wireErrorSchema } from '../errorSchema.ts'

/**
 * The messages of the RPC protocol. A peer is only `{ send, onMessage }`: every call and subscription is a
 * tagged request, disposing the client ends all that is outstanding.
 */

const id = z.number().int().nonnegative()

export const clientMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id, method: z.string(), params: z.unknown().optional() }),
  z.object({ type: z.literal('subscribe'), id, stream: z.string(), params: z.unknown().optional() }),
  /** The watcher has taken one item and may be sent another. */
  z.object({ type: z.literal('taken'), id }),
  z.object({ type: z.literal('dispose'), id }),
])
export type ClientMessage = z.infer<typeof clientMessageSchema>

export const serverMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('result'), id, result: z.unknown() }),
  z.object({ type: z.literal('error'), id, error: wireErrorSchema }),
  z.object({ type: z.literal('item'), id, item: z.unknown() }),
  z.object({ type: z.literal('end'), id }),
])
export type ServerMessage = z.infer<typeof serverMessageSchema>

/** One end of a transport that keeps message boundaries and order. */
export interface MessagePeer<Out, In> {
  send(message: Out): void
  onMessage(listener: (message: In) => void): void
  onClose(listener: (reason: string) => void): void
}
