import { runtimePaths } from '../../lab/runtimePaths.ts'
import { createHostServices } from '../services/hostServices.ts'
import { readPageFiles } from '../services/pageFiles.ts'
import { workerThreadSessions } from '../services/workerThreadSessions.ts'
import { startWebServer } from './webServer.ts'

export interface WebHostOptions {
  /** The folder that holds `out`, `resources` and `package.json`. */
  root: string
  /** 0 takes a free one. Default 0. */
  port?: number
}

export interface WebHost {
  /** Opens the interface. Its fragment holds the token: who has it can run programs as this user. */
  readonly url: string
  readonly port: number
  /** Ends every run, disconnects the pages and frees the port. Safe to call twice. */
  close(): Promise<void>
}

/**
 * The browser host: serves the interface on 127.0.0.1 and runs what its pages ask for. Runs go on when pages
 * are closed, and end with the host.
 *
 * @throws UserError when the port is in use, or the interface is not built.
 */
export async function startWebHost({ root, port = 0 }: WebHostOptions): Promise<WebHost> {
  const paths = runtimePaths(root)
  const files = await readPageFiles(paths.renderer)
  const services = await createHostServices({
    root,
    host: 'web',
    createSession: workerThreadSessions(paths.sessionEntry),
    startMethods: ['spawn', 'standby', 'thread'],
  })
  try {
    const server = await startWebServer({ handlers: services, files, port })
    return {
      url: server.url,
      port: server.port,
      close: async () => {
        await services.close()
        await server.close()
      },
    }
  } catch (error) {
    await services.close()
    throw error
  }
}
