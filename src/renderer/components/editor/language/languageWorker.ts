import { declarations } from 'virtual:library-declarations'
import { languageFiles } from 'virtual:language-files'
import { LanguageService } from './languageService.ts'
import type { CompletionQuestion, LanguageAnswer, LanguageCall } from './protocol.ts'

/** The language service in a thread of its own: a page that only shows programs never loads it. */

const libraryFile = '/multiprocessing.d.ts'
const files = new Map([...Object.entries(languageFiles), [libraryFile, declarations]])
const service = new LanguageService(files, ['/node_modules/@types/node/index.d.ts', libraryFile])
// What takes long is done once, before the first question.
service.check('export {}')

addEventListener('message', ({ data }: MessageEvent<LanguageCall>) => {
  send({ id: data.id, result: answer(data) })
})
send({ ready: true })

function answer({ method, params }: LanguageCall): unknown {
  const { text, offset } = params as { text: string; offset: number }
  try {
    if (method === 'complete') return service.complete(text, offset)
    if (method === 'describe') return service.describe(params as CompletionQuestion)
    if (method === 'hover') return service.hover(text, offset)
    if (method === 'signature') return service.signature(text, offset)
    if (method === 'format') return service.format(text)
    return service.check(text)
  } catch {
    // The service fails on some texts that are half written; the next one is another.
    return method === 'check' || method === 'format' ? [] : null
  }
}

function send(message: LanguageAnswer): void {
  postMessage(message)
}
