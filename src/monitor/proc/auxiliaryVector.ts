import { readFileSync } from 'node:fs'

/** The units in which the kernel counts. */
export interface KernelUnits {
  /** Clock ticks per second of the times in `/proc`. */
  ticksPerSecond: number
  pageBytes: number
}

const usual: KernelUnits = { ticksPerSecond: 100, pageBytes: 4096 }

// Keys of the auxiliary vector, see getauxval(3).
const pageSizeKey = 6n
const clockTicksKey = 17n

/**
 * Parses the auxiliary vector that the kernel hands to every program: pairs of 64-bit words. Node has no
 * `sysconf`, and pages are not 4 KiB everywhere (16 or 64 KiB on many ARM systems).
 */
export function parseAuxiliaryVector(bytes: Buffer, littleEndian = true): KernelUnits {
  const units = { ...usual }
  const word = (offset: number): bigint =>
    littleEndian ? bytes.readBigUInt64LE(offset) : bytes.readBigUInt64BE(offset)
  for (let offset = 0; offset + 16 <= bytes.length; offset += 16) {
    const key = word(offset)
    const value = Number(word(offset + 8))
    if (key === 0n) break
    if (key === pageSizeKey && isPlausible(value, 1024, 1 << 24)) units.pageBytes = value
    if (key === clockTicksKey && isPlausible(value, 1, 1_000_000)) units.ticksPerSecond = value
  }
  return units
}

function isPlausible(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most
}

let units: KernelUnits | undefined

/** The units of this machine's kernel; the usual 100 Hz and 4 KiB where it does not tell. Cached. */
export function kernelUnits(): KernelUnits {
  units ??= readUnits()
  return units
}

function readUnits(): KernelUnits {
  const is32Bit = process.arch === 'arm' || process.arch === 'ia32'
  if (is32Bit) return usual
  try {
    return parseAuxiliaryVector(readFileSync('/proc/self/auxv'), process.arch !== 's390x')
  } catch {
    return usual
  }
}
