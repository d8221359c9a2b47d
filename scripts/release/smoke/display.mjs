import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ReleaseError } from '../step.mjs'

/**
 * A display for the app where there is none: an Xvfb on Linux, which picks a free number itself.
 *
 * @returns {Promise<{ env: Record<string, string>, stop: () => Promise<void> }>}
 */
export async function provideDisplay() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  if (process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY) return { env: {}, stop: async () => {} }
  const args = ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp']
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const failed = new Promise((_, reject) => {
    const why = 'There is no display and Xvfb cannot start one: install it ("sudo apt-get install xvfb").'
    server.once('error', () => reject(new ReleaseError(why)))
    server.once('exit', () => reject(new ReleaseError(why)))
  })
  const number = server.stdio[3]
  if (!number) throw new ReleaseError('Xvfb has no pipe to tell its number by.')
  const [line] = await Promise.race([once(number, 'data'), failed])
  // Its end is awaited below; a failure later on is told by the app that loses its display.
  failed.catch(() => {})
  return {
    env: { DISPLAY: `:${String(line).trim()}` },
    stop: async () => {
      const ended = once(server, 'exit')
      if (server.kill('SIGTERM')) await ended
    },
  }
}
