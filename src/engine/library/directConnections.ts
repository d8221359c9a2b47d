/** How many connections past the broker this process has open: what comes through them may make it go on. */
let count = 0

/** Counts one until the returned function is called. */
export function countConnection(): () => void {
  count++
  let isOpen = true
  return () => {
    if (isOpen) count--
    isOpen = false
  }
}

export function hasDirectConnections(): boolean {
  return count > 0
}
