import { setTimeout as wait } from 'node:timers/promises'
import { Barrier, getContext, Process } from 'multiprocessing'

export async function convert(file: string, together: Barrier) {
  // All have begun before anything happens.
  await together.wait()
  // It stands for a crash in native code, which nobody can catch.
  if (file.startsWith('bad')) process.kill(process.pid, 'SIGKILL')
  await wait(200)
  console.log(`${file} is converted`)
}

export async function runOffice(files: string[]) {
  // A process for each: the system ends the one that crashes, and no other.
  const context = getContext('spawn')
  const together = new Barrier(files.length)
  const converters = files.map(
    (file) => new context.Process({ target: convert, args: [file, together], name: file }),
  )
  for (const converter of converters) await converter.start()
  for (const converter of converters) await converter.join()

  const converted = converters.filter(({ exitCode }) => exitCode === 0)
  console.log(`${converted.length} of ${files.length} files are converted`)
}

export async function main({ files = ['letter.doc', 'bad.doc', 'list.doc'] }) {
  const office = new Process({ target: runOffice, args: [files], name: 'office' })
  await office.start()
  await office.join()
  return { office: office.exitCode }
}
