import { basename } from 'node:path'
import { isUserError } from '../../shared/errors.ts'
import type { OpenedRunFile, StreamHandlers } from '../../shared/rpc/contract.ts'
import { parseRunFile } from '../../shared/runFile.ts'
import { readRunFile, type OpenedFiles } from './openedFiles.ts'

/**
 * The stream `runFiles.opened`: each file that waits goes to a page, one after the other, read and checked. One whose
 * page goes before it has taken the file waits again. Why a file cannot be shown goes to the page too.
 */
export function openedFilesStream(files: OpenedFiles): StreamHandlers['runFiles.opened'] {
  return (_params, sink) => {
    let isGone = false
    let isBusy = false
    const deliver = async (): Promise<void> => {
      if (isBusy) return
      isBusy = true
      for (let [path] = files.pending; path !== undefined && !isGone; [path] = files.pending) {
        await sink.emit(await takeOldest(files, path))
        if (isGone) files.add(path)
      }
      isBusy = false
    }
    const stop = files.onAdded(() => void deliver())
    void deliver()
    return () => {
      isGone = true
      stop()
    }
  }
}

async function takeOldest(files: OpenedFiles, path: string): Promise<OpenedRunFile> {
  const fileName = basename(path)
  try {
    const opened = await files.take()
    if (!opened) return { fileName, problem: `${fileName} was opened elsewhere.` }
    return { fileName, file: parseRunFile(opened.text, fileName) }
  } catch (error) {
    return {
      fileName,
      problem: isUserError(error) ? error.message : `${fileName} cannot be opened: ${String(error)}`,
    }
  }
}

/** Reads a run file and checks it. @throws UserError that says why it cannot be shown */
export async function loadRunFile(path: string) {
  const { name, text } = await readRunFile(path)
  return parseRunFile(text, name)
}
