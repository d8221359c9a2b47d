/** What decides whether the user may end a process. */
export interface EndCandidate {
  pid: number
  isKernelThread: boolean
  isZombie: boolean
  /** Real and saved uid: the two that the kernel compares with the sender's. Null where unknown. */
  uids: readonly [real: number, saved: number] | null
}

export interface EndRights {
  /** Processes that Forkscope itself consists of. */
  isOwn(pid: number): boolean
  /** Real and effective uid of this process; null on systems without uids. */
  uids: readonly [real: number, effective: number] | null
}

/** The rights of this process. Forkscope's own process is never to be ended from its own table. */
export function ownRights(isOwn: (pid: number) => boolean = () => false): EndRights {
  const real = process.getuid?.()
  const effective = process.geteuid?.()
  return {
    isOwn: (pid) => pid === process.pid || isOwn(pid),
    uids: real === undefined || effective === undefined ? null : [real, effective],
  }
}

/**
 * Whether ending it can work and is allowed: not the system's, not Forkscope's, not already ended, and the
 * user's own (root may end every program). Where an owner is unknown the answer is no.
 */
export function canEnd(candidate: EndCandidate, rights: EndRights): boolean {
  if (candidate.pid <= 1 || candidate.isKernelThread || candidate.isZombie) return false
  if (rights.isOwn(candidate.pid)) return false
  if (rights.uids === null) return true
  const [ownReal, ownEffective] = rights.uids
  if (ownEffective === 0) return true
  if (candidate.uids === null) return false
  return candidate.uids.some((uid) => uid === ownReal || uid === ownEffective)
}
