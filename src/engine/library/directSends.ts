/** What this process sends past the broker: a process that ends in order waits until the system has taken it. */

const underWay = new Set<Promise<void>>()
/** Somebody who reads no more must not keep this process for ever. */
const limitMs = 5_000

export function noteDirectSend(send: Promise<void>): void {
  underWay.add(send)
  const forget = (): boolean => underWay.delete(send)
  send.then(forget, forget)
}

/** Resolves when all is sent, at the latest after some seconds. */
export async function directSendsSettled(): Promise<void> {
  if (underWay.size === 0) return
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)))
  await Promise.race([Promise.allSettled(underWay), limit])
  clearTimeout(timer)
}
