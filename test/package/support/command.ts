import { spawn } from 'node:child_process'

export interface CommandResult {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** Runs a program of the package, away from the clone and without what npm puts into the environment. */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...packagedEnvironment(), ...env },
      timeout: 100_000,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const result = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (result.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (result.stderr += text))
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, ...result }))
  })
}

/** What leads to the clone, its packages or its Node is left out; the rest is a user's. */
function packagedEnvironment(): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules'))
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_|^NODE_|^VITEST|^ESBUILD_|^FORKSCOPE_STAND_IN/.test(name),
  )
  return { ...Object.fromEntries(kept), PATH: path.join(':'), NO_COLOR: '1' }
}
