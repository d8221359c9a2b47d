import { describe, expect, it } from 'vitest'
import { parseAuxiliaryVector } from '../../../src/monitor/proc/auxiliaryVector.ts'
import { confirmedBootMs, parseBootSeconds } from '../../../src/monitor/proc/bootTime.ts'
import { parsePasswd } from '../../../src/monitor/proc/passwd.ts'
import { formatCommand, fullName } from '../../../src/monitor/proc/procDescription.ts'
import { parseProcStatus } from '../../../src/monitor/proc/procStatus.ts'
import { visibleText } from '../../../src/monitor/visibleText.ts'

describe('parseProcStatus', () => {
  it('reads uids and the peak', () => {
    const text =
      'Name:\tnode\nUmask:\t0022\nPid:\t12\nUid:\t1000\t1001\t1002\t1003\nGid:\t5\t5\t5\t5\nVmPeak:\t  900 kB\nVmHWM:\t    51200 kB\n'
    expect(parseProcStatus(text)).toEqual({
      realUid: 1000,
      effectiveUid: 1001,
      savedUid: 1002,
      peakRssBytes: 51200 * 1024,
    })
  })

  it('has no peak for kernel threads, and nothing for other text', () => {
    expect(parseProcStatus('Name:\tkthreadd\nUid:\t0\t0\t0\t0\n')?.peakRssBytes).toBeNull()
    expect(parseProcStatus('')).toBeNull()
    // The kernel writes a line break in a name as backslash and n.
    expect(parseProcStatus('Name:\tx\\nUid:\t0\t0\t0\t0\nUid:\t7\t7\t7\t7\n')?.realUid).toBe(7)
  })
})

describe('parsePasswd', () => {
  it('maps uids to the first name and passes over what is broken', () => {
    const names = parsePasswd(
      [
        'root:x:0:0:root:/root:/bin/bash',
        'toor:x:0:0::/root:/bin/sh',
        '# a comment:x:5:5',
        '+nis:x:6:6::',
        '-nis:x:6:6::',
        '',
        'short:x',
        ':x:8:8::',
        'negative:x:-2:0::',
        'big:x:4294967294:0::',
        'last:x:1000:1000::/home/last:/bin/sh',
      ].join('\n'),
    )
    expect([...names]).toEqual([
      [0, 'root'],
      [4294967294, 'big'],
      [1000, 'last'],
    ])
    expect(parsePasswd('').size).toBe(0)
  })
})

describe('parseAuxiliaryVector', () => {
  const vector = (...words: number[]): Buffer => {
    const bytes = Buffer.alloc(words.length * 8)
    words.forEach((word, index) => bytes.writeBigUInt64LE(BigInt(word), index * 8))
    return bytes
  }

  it('reads page size and clock tick up to the end mark', () => {
    expect(parseAuxiliaryVector(vector(33, 7, 6, 65536, 17, 250, 0, 0, 6, 4096))).toEqual({
      pageBytes: 65536,
      ticksPerSecond: 250,
    })
  })

  it('keeps the usual units for what is missing, torn or impossible', () => {
    const usual = { pageBytes: 4096, ticksPerSecond: 100 }
    expect(parseAuxiliaryVector(Buffer.alloc(0))).toEqual(usual)
    expect(parseAuxiliaryVector(vector(6, 16384).subarray(0, 12))).toEqual(usual)
    expect(parseAuxiliaryVector(vector(6, 0, 17, 0))).toEqual(usual)
  })
})

describe('boot time', () => {
  it('takes the exact figure where btime confirms it, else btime', () => {
    const bootSeconds = parseBootSeconds('cpu  1 2\nintr 5 0\nctxt 9\nbtime 1700000000\nprocesses 7\n')
    expect(bootSeconds).toBe(1_700_000_000)
    expect(parseBootSeconds('cpu 1 2\n')).toBeNull()
    expect(confirmedBootMs(1_700_000_000_420, bootSeconds)).toBe(1_700_000_000_420)
    expect(confirmedBootMs(1_700_000_900_000, bootSeconds)).toBe(1_700_000_000_000)
    expect(confirmedBootMs(1_700_000_000_420, null)).toBe(1_700_000_000_420)
  })
})

describe('names and command lines', () => {
  it('writes arguments with spaces, and brackets around what has none', () => {
    expect(formatCommand('node', 'node\0-e\0for (;;) {}\0')).toBe('node -e for (;;) {}')
    expect(formatCommand('kworker/0:1', null)).toBe('[kworker/0:1]')
    expect(formatCommand('odd', '\0\0')).toBe('[odd]')
    expect(formatCommand('renamed', 'worker: idle')).toBe('worker: idle')
  })

  it('keeps 1,024 characters and never half a character', () => {
    expect(formatCommand('long', 'x'.repeat(5000))).toHaveLength(1024)
    const cut = formatCommand('long', `${'x'.repeat(1023)}😀`)
    expect(cut).toBe('x'.repeat(1023))
  })

  it('completes a name that the kernel cut, and gives Node its name back', () => {
    expect(fullName('chromium-browse', '/usr/lib/chromium-browser\0--type=gpu')).toBe('chromium-browser')
    expect(fullName('chromium-browse', 'something else')).toBe('chromium-browse')
    expect(fullName('MainThread', '/usr/bin/node\0app.js\0')).toBe('node')
    expect(fullName('MainThread', null)).toBe('MainThread')
    expect(fullName('bash', '/bin/sh\0')).toBe('bash')
  })

  it('makes control characters and direction marks harmless', () => {
    expect(visibleText('a\u001b]52;c;eA==\u0007b\u202egpj.exe\u009b', 100)).toBe('a�]52;c;eA==�b�gpj.exe�')
    expect(formatCommand('sh', 'sh\0-c\0echo\nrm\r\0')).toBe('sh -c echo�rm�')
  })
})
