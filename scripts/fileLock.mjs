import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const pollMs = 100
const writeWithinMs = 2_000

/**
 * Runs `action` while no other process does so with the same lock file. The lock of a process that has died
 * is taken over.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function withLock(file, action) {
  while (!tryLock(file)) await delay(pollMs)
  try {
    return await action()
  } finally {
    rmSync(file, { force: true })
  }
}

/** @param {string} file */
function tryLock(file) {
  try {
    // 'wx' fails when the file exists: one of several processes wins.
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    if (!isHeld(file)) removeStale(file)
    return false
  }
}

/**
 * Several may have seen that the owner is dead, and the first of them may have taken the lock by now: so one at a
 * time looks again and removes it. Who dies in between leaves a guard that is taken over in the same way.
 *
 * @param {string} file
 */
function removeStale(file) {
  const guard = `${file}.takeover`
  if (!tryLock(guard)) return
  try {
    if (!isHeld(file)) rmSync(file, { force: true })
  } finally {
    rmSync(guard, { force: true })
  }
}

/** @param {string} file */
function isHeld(file) {
  const owner = Number(readOrEmpty(file))
  // Empty: its owner has created it and is about to write, unless it died in between.
  if (!Number.isInteger(owner) || owner <= 0) return ageMs(file) < writeWithinMs
  try {
    process.kill(owner, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** @param {string} file */
function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** @param {string} file */
function ageMs(file) {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
}
