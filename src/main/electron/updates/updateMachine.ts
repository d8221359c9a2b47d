/** Why an update did not come about. */
export interface UpdateProblem {
  /**
   * `unreachable`: nothing came, or only a part of it. `refused`: what came must not be trusted. `older`: it is trusted,
   * but would lead back. `unusable`: it is trusted and says nothing that can be used.
   */
  kind: 'unreachable' | 'refused' | 'older' | 'unusable'
  /** One sentence. */
  message: string
}

export type UpdateState =
  | { phase: 'idle' }
  | { phase: 'checking'; isAskedFor: boolean }
  /** The user is asked. Nothing but the signed description has been downloaded. */
  | { phase: 'offered'; version: string }
  | { phase: 'downloading'; version: string }
  /** Verified, and installed when the app quits. */
  | { phase: 'ready'; version: string }

export type UpdateEvent =
  /** `isAskedFor`: by the menu, and not by itself after the start. */
  | { type: 'check'; isAskedFor: boolean }
  | { type: 'upToDate' }
  | { type: 'found'; version: string }
  | { type: 'answered'; yes: boolean }
  | { type: 'downloaded'; version: string }
  | { type: 'failed'; problem: UpdateProblem }

export type UpdateNews =
  | { about: 'upToDate' }
  | { about: 'downloading' | 'ready'; version: string }
  | { about: 'problem'; problem: UpdateProblem }

export type UpdateCommand =
  | { type: 'check' }
  | { type: 'ask'; version: string }
  | { type: 'download' }
  | { type: 'tell'; news: UpdateNews }

export interface UpdateStep {
  state: UpdateState
  commands: readonly UpdateCommand[]
}

/**
 * The whole life of an update, without any input or output.
 *
 *   idle ─ check ─▶ checking ─ found ─▶ offered ─ yes ─▶ downloading ─ downloaded ─▶ ready
 *     ◀── up to date, failed ──┘   ◀── no ──┘   ◀── failed ──┘
 *
 * What comes at a time when it is not awaited changes nothing: only a `yes` leads to a download, only the version that
 * was agreed to becomes `ready`, and only `ready` is installed.
 */
export function updateStep(state: UpdateState, event: UpdateEvent): UpdateStep {
  const stay: UpdateStep = { state, commands: [] }
  if (event.type === 'check') return checkStep(state, event.isAskedFor)
  switch (state.phase) {
    case 'checking':
      return checkedStep(state, event) ?? stay
    case 'offered':
      if (event.type !== 'answered') return stay
      return event.yes
        ? { state: { phase: 'downloading', version: state.version }, commands: [{ type: 'download' }] }
        : idle()
    case 'downloading':
      return downloadStep(state.version, event) ?? stay
    default:
      return stay
  }
}

function checkStep(state: UpdateState, isAskedFor: boolean): UpdateStep {
  switch (state.phase) {
    case 'idle':
      return { state: { phase: 'checking', isAskedFor }, commands: [{ type: 'check' }] }
    case 'checking':
      return { state: { phase: 'checking', isAskedFor: state.isAskedFor || isAskedFor }, commands: [] }
    case 'offered':
      return { state, commands: [] }
    default:
      return { state, commands: isAskedFor ? [tell({ about: state.phase, version: state.version })] : [] }
  }
}

function checkedStep({ isAskedFor }: { isAskedFor: boolean }, event: UpdateEvent): UpdateStep | null {
  switch (event.type) {
    case 'upToDate':
      return isAskedFor ? idle({ about: 'upToDate' }) : idle()
    case 'found':
      return {
        state: { phase: 'offered', version: event.version },
        commands: [{ type: 'ask', version: event.version }],
      }
    case 'failed':
      // A feed that cannot be reached is nobody's business at a start; one that lies is.
      return isAskedFor || event.problem.kind === 'refused'
        ? idle({ about: 'problem', problem: event.problem })
        : idle()
    default:
      return null
  }
}

function downloadStep(agreed: string, event: UpdateEvent): UpdateStep | null {
  if (event.type === 'failed') return idle({ about: 'problem', problem: event.problem })
  if (event.type !== 'downloaded') return null
  if (event.version === agreed)
    return {
      state: { phase: 'ready', version: agreed },
      commands: [tell({ about: 'ready', version: agreed })],
    }
  const message = `Version ${event.version} came instead of ${agreed}, which was agreed to: it is not installed.`
  return idle({ about: 'problem', problem: { kind: 'refused', message } })
}

function idle(news?: UpdateNews): UpdateStep {
  return { state: { phase: 'idle' }, commands: news ? [tell(news)] : [] }
}

function tell(news: UpdateNews): UpdateCommand {
  return { type: 'tell', news }
}
