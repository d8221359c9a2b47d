import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { LaunchedProcess, Launcher, LaunchRequest, Preparation } from './launcher.ts'

/**
 * Starts processes with Node (in Electron: with Electron's binary as Node). Each is the leader of its own
 * process group, so that a terminal's Ctrl-C reaches the host alone and what a program starts itself can be
 * ended with it.
 */
export class ChildProcessLauncher implements Launcher {
  launch(request: LaunchRequest): LaunchedProcess {
    return launchedProcess(spawnNode(request, ['ignore', 'pipe', 'pipe']))
  }
}

/** Starts the request's entry with Node. */
export function spawnNode(
  { entry, env, workingDirectory }: Preparation,
  stdio: SpawnOptions['stdio'],
): ChildProcess {
  return spawn(process.execPath, ['--enable-source-maps', entry], {
    cwd: workingDirectory,
    env: process.versions.electron ? { ...env, ELECTRON_RUN_AS_NODE: '1' } : env,
    stdio,
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
}

export function launchedProcess(child: ChildProcess): LaunchedProcess {
  // Where the system has no more descriptors there are none, whatever the types say.
  const { stdout, stderr } = child as { stdout?: Readable; stderr?: Readable }
  return {
    stdout: stdout ?? Readable.from([]),
    stderr: stderr ?? Readable.from([]),
    started: startOf(child),
    onExit: (listener) => void child.once('exit', listener),
    kill: (signal) => killGroup(child, signal),
  }
}

async function startOf(child: ChildProcess): Promise<number> {
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error]
    throw error
  }
  // Without a listener a late error event (for example of `kill`) would end the host.
  child.on('error', () => {})
  return child.pid
}

function killGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  // SIGTERM is the program's own business (CPython's terminate() spares descendants too).
  if (signal === 'SIGTERM' || process.platform === 'win32') {
    child.kill(signal)
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch {
    child.kill(signal)
  }
}
