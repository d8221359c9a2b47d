import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  updateStep,
  type UpdateEvent,
  type UpdateProblem,
  type UpdateState,
} from '../../../../src/main/electron/updates/updateMachine.ts'

const problem = (kind: UpdateProblem['kind']): UpdateProblem => ({ kind, message: 'because' })

/** What comes of events, from the beginning: the last state and all commands. */
function play(...events: UpdateEvent[]): { state: UpdateState; commands: unknown[] } {
  let state: UpdateState = { phase: 'idle' }
  const commands: unknown[] = []
  for (const event of events) {
    const step = updateStep(state, event)
    state = step.state
    commands.push(...step.commands)
  }
  return { state, commands }
}

const start: UpdateEvent = { type: 'check', isAskedFor: false }
const menu: UpdateEvent = { type: 'check', isAskedFor: true }
const found: UpdateEvent = { type: 'found', version: '2.0.0' }
const yes: UpdateEvent = { type: 'answered', yes: true }

test('a release is described, agreed to, downloaded, and then ready', () => {
  const { state, commands } = play(start, found, yes, { type: 'downloaded', version: '2.0.0' })
  expect(state).toEqual({ phase: 'ready', version: '2.0.0' })
  expect(commands).toEqual([
    { type: 'check' },
    { type: 'ask', version: '2.0.0' },
    { type: 'download' },
    { type: 'tell', news: { about: 'ready', version: '2.0.0' } },
  ])
})

test('a check by itself tells nothing but a refusal; one that was asked for tells everything', () => {
  const told = (...events: UpdateEvent[]): number => play(...events).commands.length - 1
  for (const kind of ['unreachable', 'older', 'unusable'] as const) {
    expect(told(start, { type: 'failed', problem: problem(kind) })).toBe(0)
    expect(told(menu, { type: 'failed', problem: problem(kind) })).toBe(1)
  }
  expect(told(start, { type: 'failed', problem: problem('refused') })).toBe(1)
  expect(told(start, { type: 'upToDate' })).toBe(0)
  expect(told(menu, { type: 'upToDate' })).toBe(1)
  // Asked for while the one of the start still goes on.
  expect(told(start, menu, { type: 'upToDate' })).toBe(1)
})

test('a second check starts nothing beside what goes on, and says what that is', () => {
  expect(play(start, found, menu).commands).toHaveLength(2)
  expect(play(start, found, yes, menu).commands.at(-1)).toEqual({
    type: 'tell',
    news: { about: 'downloading', version: '2.0.0' },
  })
})

test('another version than the one that was agreed to is refused', () => {
  const { state, commands } = play(start, found, yes, { type: 'downloaded', version: '2.0.1' })
  expect(state).toEqual({ phase: 'idle' })
  expect(commands.at(-1)).toMatchObject({ news: { problem: { kind: 'refused' } } })
})

const anyVersion = fc.constantFrom('1.0.0', '2.0.0')
const anyEvent: fc.Arbitrary<UpdateEvent> = fc.oneof(
  fc.record({ type: fc.constant('check' as const), isAskedFor: fc.boolean() }),
  fc.constant({ type: 'upToDate' as const }),
  fc.record({ type: fc.constant('found' as const), version: anyVersion }),
  fc.record({ type: fc.constant('answered' as const), yes: fc.boolean() }),
  fc.record({ type: fc.constant('downloaded' as const), version: anyVersion }),
  fc.record({
    type: fc.constant('failed' as const),
    problem: fc.constantFrom(problem('unreachable'), problem('refused')),
  }),
)

test('whatever comes in whatever order, only a yes downloads and only a download gets ready', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
      let state: UpdateState = { phase: 'idle' }
      for (const event of events) {
        const before = state
        const step = updateStep(before, event)
        state = step.state
        if (step.commands.some(({ type }) => type === 'download')) {
          expect(before.phase).toBe('offered')
          expect(event).toEqual(yes)
        }
        if (state.phase === 'ready' && before.phase !== 'ready')
          expect([before, event]).toMatchObject([
            { phase: 'downloading', version: state.version },
            { type: 'downloaded' },
          ])
      }
    }),
  )
})
