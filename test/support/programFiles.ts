import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Writes a program into a folder of its own, which is removed after the test. Returns its path. */
export function programFile(source: string, name = 'program.ts'): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, source)
  return path
}

/** An empty folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'program-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
