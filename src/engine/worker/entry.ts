import { breakAllJobs, routeToJob } from '../library/job.ts'
import { Client, setClient } from '../library/client.ts'
import { noteNumber } from '../library/identity.ts'
import { ownLog } from '../library/logging.ts'
import { serveMemory } from '../library/memoryServer.ts'
import { Process } from '../library/process.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { BrokerOperation, Welcome } from '../wire/operations.ts'
import {
  makeOutputSynchronous,
  standBy,
  takeBootstrap,
  threadData,
  threadNumber,
  type Bootstrap,
} from './bootstrap.ts'
import { isIdle, noteOwnResources } from './idleness.ts'
import { ManagerProcess } from './managerProcess.ts'
import { PoolWorkerProcess } from './poolWorker.ts'
import { reportUncaught, runToEnd } from './runProgram.ts'
import { startKeeper } from './threadHost.ts'
import { connectMemory, setMemorySpace } from './threadMemory.ts'
import { connectOutput } from './threadOutput.ts'
import { warmUp } from './warmUp.ts'

/**
 * The start of every process of a run, whatever launched it: connect to the broker, be told what to be,
 * import the program, be it, and end in order.
 */

/** The exit code of Node when it has nothing left to wait for, and of us for the same. */
const unsettledExitCode = 13

const thread = threadData()
const connected = thread ? undefined : await standAlone()
const bootstrap = thread ? (JSON.parse(thread.bootstrap) as Bootstrap) : takeBootstrap()
if (thread) connectMemory(thread.memory)
const [client] = await Promise.all([
  connected ?? Client.connect(bootstrap.address),
  thread && connectOutput(bootstrap),
])
client.hello(bootstrap.processId, bootstrap.key, thread ? threadNumber() : null)
setClient(client)

let servant: PoolWorkerProcess | ManagerProcess | undefined
let welcomed: Welcome | undefined
let isEnding = false

client.hold()
client.listen(receive, () => {
  if (isEnding) return
  breakAllJobs({ name: 'DisconnectedError', message: 'The run is over: its broker is gone.' })
  process.exit(1)
})

process.on('uncaughtExceptionMonitor', (error) => reportUncaught(client, welcomed, error))
// What was said counts, also when the program calls process.exit() in the middle.
process.on('exit', (exitCode) => {
  if (welcomed && welcomed.role !== 'main') ownLog.info('process exiting with exitcode %d', exitCode)
  client.farewellNow()
})
process.on('beforeExit', () => {
  if (isEnding) return
  process.stderr.write(
    'The program waits for a promise that nothing will settle, so it ends here (exit code 13).\n',
  )
  process.exit(unsettledExitCode)
})

/** What a process needs that is no thread of another. */
async function standAlone(): Promise<Client | undefined> {
  makeOutputSynchronous()
  return standBy(getReady)
}

/** What a process that is started ahead does while there is time. */
async function getReady(address: string): Promise<Client> {
  await warmUp()
  return Client.connect(address)
}

function receive(operation: BrokerOperation, items: ItemRun | undefined): void {
  if (operation.op === 'welcome') void begin(operation.welcome, items as ItemRun)
  else if (operation.op === 'thread.keep') keepThreads(operation.entry)
  else if (operation.op === 'probe') client.post({ op: 'probed', isIdle: isIdle() })
  else if (operation.op === 'exited') Process.childEnded(operation.processId, operation)
  else if (operation.op === 'memory.serve') serveMemory(operation, items)
  else if (operation.op === 'numbered') noteNumber(operation.number)
  else if (!servant?.receive(operation, items)) routeToJob(operation, items)
}

function keepThreads(entry: string): void {
  startKeeper(entry, bootstrap, (message) => client.post({ op: 'threadsLost', message }))
}

async function begin(welcome: Welcome, items: ItemRun): Promise<void> {
  welcomed = welcome
  setMemorySpace(welcome.memorySpace)
  noteOwnResources()
  // The title is the whole process's.
  if (!thread && process.title !== undefined) process.title = `forkscope ${welcome.name}`
  let exitCode: number
  if (welcome.role === 'pool-worker' || welcome.role === 'manager') {
    const Servant = welcome.role === 'manager' ? ManagerProcess : PoolWorkerProcess
    servant = new Servant(client, welcome)
    const served = servant.serve(welcome, items)
    client.release()
    exitCode = await served
  } else {
    const ran = runToEnd(welcome, items, client)
    client.release()
    exitCode = await ran
  }
  isEnding = true
  await client.farewell()
  process.exit(process.exitCode !== undefined && exitCode === 0 ? Number(process.exitCode) : exitCode)
}
