import type { Command, ProcessEnd } from '../../../../src/engine/broker/machine.ts'

/** What processes are told by commands, in short: `1:7 true` is process 1's request 7 answered by true. */
export function told(commands: readonly Command[]): string[] {
  return commands.map((command) => {
    if (command.type === 'drop') return 'drop'
    if (command.type === 'returned') return `${command.client} returned`
    if (command.type === 'ask') return `${command.client} asked ${command.operation.op}`
    const to = `${command.client}:${command.id}`
    if (command.type === 'value') return `${to} ${JSON.stringify(command.value)}`
    if (command.type === 'fail') return `${to} ${command.code}`
    if (command.type === 'park') return `${to} parked in ${command.operation}`
    return `${to} ${command.type}`
  })
}

export const killed: ProcessEnd = { pid: 4711, name: 'worker', exitCode: null, signal: 'SIGKILL' }
export const inOrder: ProcessEnd = { pid: 4711, name: 'worker', exitCode: 0, signal: null }

/** A clock that tests set. */
export function testClock(): { ms: number; now: () => number } {
  const clock = { ms: 0, now: () => clock.ms }
  return clock
}
