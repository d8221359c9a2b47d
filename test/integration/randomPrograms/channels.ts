import { Connection, JoinableQueue, Pipe, Queue, SimpleQueue } from 'multiprocessing'
import { getFrom, nameOf, type Channel, type Item } from './actor.ts'
import type { Note } from './notes.ts'
import type { ChannelPlan } from './plan.ts'

export interface MadeChannel {
  plan: ChannelPlan
  /** Of a queue both are the same. */
  reader: Channel
  writer: Channel
}

export function makeChannel(plan: ChannelPlan): MadeChannel {
  if (plan.kind === 'pipe') {
    const [reader, writer] = Pipe<Item>(false)
    return { plan, reader, writer: writer }
  }
  const queue = makeQueue(plan)
  return { plan, reader: queue, writer: queue }
}

function makeQueue({ kind, maxSize }: ChannelPlan): Queue<Item> | SimpleQueue<Item> {
  if (kind === 'simple') return new SimpleQueue<Item>()
  return kind === 'joinable' ? new JoinableQueue<Item>(maxSize) : new Queue<Item>(maxSize)
}

/** Takes what no reader has taken, until the channel is at its end. */
export async function drain({ reader }: MadeChannel, channel: number, note: Note): Promise<void> {
  try {
    for (;;) {
      const { id } = await getFrom(reader, null)
      note('left', channel, id)
      if (reader instanceof JoinableQueue) {
        note('task-done', channel, id)
        await reader.taskDone()
        note('task-done-done', channel, id)
      }
    }
  } catch (error) {
    note('ask-failed', channel, nameOf(error))
  }
  if (reader instanceof Connection) await reader.close()
}

/** Those who died did not say that they were done: what they have left is counted, and then nobody waits. */
export async function finishTasks({ reader }: MadeChannel, channel: number, note: Note): Promise<void> {
  if (!(reader instanceof JoinableQueue)) return
  let undone = 0
  while (await isAccepted(() => reader.taskDone())) undone++
  note('undone', channel, String(undone))
  await reader.join()
  note('joined', channel)
}

async function isAccepted(action: () => Promise<void>): Promise<boolean> {
  try {
    await action()
    return true
  } catch {
    return false
  }
}
