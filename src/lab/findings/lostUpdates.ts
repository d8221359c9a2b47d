import type { Finding } from '../../shared/runReport.ts'
import type { ChannelSnapshot } from '../../shared/runUpdate.ts'
import { countOf } from '../words.ts'

/** What the broker saw: a value or element was set from what was old by then. */
export function lostUpdates({ id, name, lostUpdates: lost }: ChannelSnapshot): Finding[] {
  if (!lost) return []
  const who = lost.pids.length === 1 ? `Pid ${lost.pids[0]}` : `Pids ${lost.pids.join(', ')}`
  const many = lost.count !== 1
  return [
    {
      code: 'lost-update',
      severity: 'warning',
      message:
        `${who} set ${name} ${countOf(lost.count, 'time')} after reading it, though another process had set it in ` +
        `between: ${many ? 'those updates are' : 'that update is'} lost. ` +
        'Keep reading and setting together by getLock().runExclusive(), or use add().',
      pids: lost.pids,
      channels: [id],
    },
  ]
}
