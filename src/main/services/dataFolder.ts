import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Where Forkscope keeps what is the user's: progress, own exercises. Not made here. `FORKSCOPE_DATA` names another;
 * else it is where programs of this system keep theirs.
 */
export function dataFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const { FORKSCOPE_DATA: own, XDG_DATA_HOME: xdg, APPDATA: appData } = env
  if (own) return own
  const home = homedir()
  if (platform === 'win32') return join(appData ?? join(home, 'AppData', 'Roaming'), 'Forkscope')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Forkscope')
  // The rule says that a relative path is to be ignored.
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'forkscope')
}
