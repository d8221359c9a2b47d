import { execFile } from 'node:child_process'
import { Process } from 'multiprocessing'

/** The command: a program for Node that greets and ends with the exit code that it is given. */
const greeter = 'console.log(`${process.argv[1]} was here`); process.exitCode = Number(process.argv[2])'

export async function callCommand(visitor: string, exitCode: number) {
  console.log('Calling the command')
  execFile(process.execPath, ['-e', greeter, visitor, String(exitCode)], (_error, stdout) => {
    console.log(stdout.trimEnd())
  })
  console.log('The command is done')
}

export async function main({ visitor = 'Ada', exitCode = 3 }) {
  const caller = new Process({ target: callCommand, args: [visitor, exitCode] })
  await caller.start()
  await caller.join()
  return [caller.exitCode]
}
