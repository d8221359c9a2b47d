import { HostLauncher } from '../../src/engine/processes/hostLauncher.ts'
import { UtilityLauncher } from '../../src/main/electron/utilityLauncher.ts'
import { app } from '../electron/standIn/app.ts'

/**
 * The start method `utility` without Electron: the app's own launcher, with the stand-in of the module `electron`
 * (an alias in vitest.config.ts) to fork for it.
 */
export async function utilityLauncher(): Promise<HostLauncher> {
  await app.whenReady()
  const host = new UtilityLauncher((report) => launcher.receive(report))
  const launcher: HostLauncher = new HostLauncher((request) => host.receive(request))
  return launcher
}
