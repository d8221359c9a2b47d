import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { mkdirSync, writeFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

type OnOther = (argv: string[], workingDirectory: string, data: unknown) => void

interface Lock {
  onOther: OnOther
  beforeExit(clean: () => void): void
}

/** Hands a message to the first instance and ends when that has it. Run as a process, because the caller cannot wait. */
const handOver = `
const [port, message] = process.argv.slice(1)
const socket = require('node:net').connect(Number(port), '127.0.0.1', () => socket.end(message))
socket.on('close', () => process.exit(0))
socket.on('error', () => process.exit(1))
`

/**
 * One instance per folder: the first listens, each other tells it what it was given and gets false.
 */
export function claimInstance(folder: string, data: unknown, { onOther, beforeExit }: Lock): boolean {
  const file = join(folder, 'instance')
  const message = JSON.stringify({ argv: process.argv, cwd: process.cwd(), data })
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(file, '', { flag: 'wx' })
  } catch {
    const { status } = spawnSync(process.execPath, ['-e', handOver, readFileSync(file, 'utf8'), message])
    if (status === 0) return false
  }
  const server = createServer((socket) => {
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    socket.on('error', () => {})
    socket.on('end', () => {
      const other = JSON.parse(text) as { argv: string[]; cwd: string; data: unknown }
      onOther(other.argv, other.cwd, other.data)
    })
  })
  server.listen(0, '127.0.0.1', () => {
    writeFileSync(file, String((server.address() as { port: number }).port))
  })
  server.unref()
  beforeExit(() => {
    server.close()
    rmSync(file, { force: true })
  })
  return true
}
