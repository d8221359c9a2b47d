/** How a process ended, as the end of a sentence: `was killed by SIGKILL`, `exited with code 1`. */
export function endWords(end: { exitCode: number | null; signal: string | null } | undefined): string {
  return end?.signal ? `was killed by ${end.signal}` : `exited with code ${end?.exitCode ?? 'unknown'}`
}
