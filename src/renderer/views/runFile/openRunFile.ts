import { isUserError } from '../../../shared/errors.ts'
import { maxRunFileBytes, parseRunFile, runFileExtension, runFileMediaType } from '../../../shared/runFile.ts'
import { inertText } from '../../model/inertText.ts'
import { showRunFile } from '../../model/openedRuns.ts'
import { showToast } from '../../model/toasts.ts'

/** Asks for a run file and shows it, or says why it cannot be shown. */
export function chooseRunFile(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = `${runFileExtension},${runFileMediaType}`
  input.hidden = true
  input.addEventListener('cancel', () => input.remove())
  input.addEventListener('change', () => {
    input.remove()
    const [file] = input.files ?? []
    if (file) void openRunFile(file)
  })
  // Where nothing holds it, it may be gone before a file is chosen.
  document.body.append(input)
  input.click()
}

async function openRunFile(file: File): Promise<void> {
  const { name: fileName } = file
  try {
    // Before it is read: its size alone may be too much.
    if (file.size > maxRunFileBytes) return refuse(tooLargeWords(fileName))
    showRunFile(fileName, parseRunFile(await file.text(), fileName))
  } catch (error) {
    refuse(isUserError(error) ? error.message : `${fileName} cannot be read: ${(error as Error).message}`)
  }
}

/** Says why a file is not shown. */
export function refuse(problem: string): void {
  showToast(inertText(problem), { tone: 'danger' })
}

function tooLargeWords(fileName: string): string {
  return `${fileName} is larger than ${maxRunFileBytes / 1024 / 1024} MiB: no saved run is, so it is not opened.`
}
