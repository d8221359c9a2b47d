import { randomBytes } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { UserError } from '../../shared/errors.ts'
import { isRunFileName, runFileExtension } from '../../shared/runFile.ts'
import { runFileText, type RunToSave } from '../../shared/runFileText.ts'

/**
 * The file that `--save` names. It is written beside its place and put there when it is whole: a run that ends early
 * spoils no file that was there.
 */
export class RunFileOutput {
  readonly #path: string
  readonly #draft: string
  readonly #file: FileHandle

  private constructor(path: string, draft: string, file: FileHandle) {
    this.#path = path
    this.#draft = draft
    this.#file = file
  }

  /**
   * Before the run: that the file cannot be written is told at once.
   * @throws UserError
   */
  static async open(path: string): Promise<RunFileOutput> {
    if (!isRunFileName(path))
      throw new UserError('usage', `--save: a run file ends in ${runFileExtension}, as in run.forkscope.`)
    const draft = `${path}.${randomBytes(6).toString('hex')}.new`
    try {
      return new RunFileOutput(path, draft, await open(draft, 'wx', 0o600))
    } catch (error) {
      throw cannotWrite(path, error)
    }
  }

  /** @throws UserError when the run does not fit into a run file, or the file cannot be written */
  async save(run: RunToSave): Promise<void> {
    const text = runFileText(run, Date.now())
    try {
      await this.#file.writeFile(text)
      await this.#file.close()
      await rename(this.#draft, this.#path)
    } catch (error) {
      throw cannotWrite(this.#path, error)
    }
  }

  /** Leaves nothing but what was saved. */
  async close(): Promise<void> {
    await this.#file.close().catch(() => {})
    await rm(this.#draft, { force: true }).catch(() => {})
  }
}

function cannotWrite(path: string, error: unknown): UserError {
  const { code, message } = error as NodeJS.ErrnoException
  return new UserError('usage', `The run cannot be saved to '${path}' (${code ?? message}).`)
}
