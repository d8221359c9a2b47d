import { strict } from './strict.ts'

interface MessageBox {
  message: string
  detail?: string
  buttons: string[]
  cancelId?: number
  signal?: AbortSignal
}

interface Answer {
  response: number
  checkboxChecked: boolean
}

/** Boxes that are shown, newest last. */
const open: ((response: number) => void)[] = []

/** A test has pressed a button of the newest box. */
export function answerBox(response: number): void {
  open.pop()?.(response)
}

function showMessageBox(...args: [MessageBox] | [window: unknown, box: MessageBox]): Promise<Answer> {
  const { message, detail = '', buttons, cancelId = 0, signal } = args.at(-1) as MessageBox
  // For the test that watches this process.
  console.log(`[messageBox] ${JSON.stringify({ message, detail, buttons })}`)
  return new Promise((resolve) => {
    const answer = (response: number): void => resolve({ response, checkboxChecked: false })
    open.push(answer)
    signal?.addEventListener('abort', () => {
      open.splice(open.indexOf(answer), 1)
      answer(cancelId)
    })
  })
}

export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string): void => console.error(`[dialog] ${title}: ${content}`),
  showMessageBox,
})
