import type * as z from 'zod'

export type StorageName = 'local' | 'session'

function storageOf(name: StorageName): Storage {
  return name === 'local' ? localStorage : sessionStorage
}

/** What was stored, if it is there and valid. Storage may be switched off or hold what another version wrote. */
export function readStored<T>(name: StorageName, key: string, schema: z.ZodType<T>): T | null {
  try {
    const text = storageOf(name).getItem(key)
    const parsed = text === null ? null : schema.safeParse(JSON.parse(text))
    return parsed?.success ? parsed.data : null
  } catch {
    return null
  }
}

/** @returns false when it could not be stored: storage is full or switched off. */
export function writeStored(name: StorageName, key: string, value: unknown): boolean {
  try {
    storageOf(name).setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}
