/**
 * Names of the desktop host's IPC, known to its main process and its preload script alone. Kept apart from
 * `transport.ts` so that the preload bundle holds nothing else.
 */
export const ipcChannels = {
  /** Page → host, once per document: what was open for the document before it is over. */
  open: 'forkscope:open',
  /** Both ways: one RPC message as JSON text. */
  message: 'forkscope:message',
} as const

/** The port's name on `window`. */
export const forkscopePortName = 'forkscopePort'
