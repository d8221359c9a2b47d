/** What the session hands to every process that it starts. */
export interface Bootstrap {
  address: string
  key: string
  processId: number
}

/** Reads the bootstrap and takes it out of the environment: a process that the program starts must not act as this one. */
export function takeBootstrap(): Bootstrap {
  const text = process.env.FORKSCOPE_BOOTSTRAP
  delete process.env.FORKSCOPE_BOOTSTRAP
  if (text === undefined)
    throw new Error('This file starts processes of a run; use `forkscope run <program>`.')
  return JSON.parse(text) as Bootstrap
}

/** Output is written before the next line runs, so that nothing is lost when the process ends. */
export function makeOutputSynchronous(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const handle = (stream as unknown as { _handle?: { setBlocking?(isBlocking: boolean): void } })._handle
    handle?.setBlocking?.(true)
  }
}
