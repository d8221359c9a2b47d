import { smallMessage } from '../../workloads.ts'

/** Small messages, or bytes, that may be on their way before the sender waits. */
const waveMessages = 1000
const waveBytes = 16 << 20

type Request = number | { count: number; messageBytes: number }

process.on('message', (request: Request) => {
  if (typeof request === 'number') process.send?.(request)
  else void sendBurst(request.count, request.messageBytes)
})
process.send?.('ready')

async function sendBurst(count: number, messageBytes: number): Promise<void> {
  const wave = messageBytes > 0 ? Math.ceil(waveBytes / messageBytes) : waveMessages
  const bytes = new Uint8Array(messageBytes).fill(7)
  let before: Promise<unknown> = Promise.resolve()
  for (let sent = 0; sent < count;) {
    const end = Math.min(count, sent + wave)
    const sends: Promise<void>[] = []
    for (; sent < end; sent++) sends.push(send(messageBytes > 0 ? bytes : smallMessage(sent)))
    // One wave is on its way while the next is made: bounded, without a pause between them.
    await before
    before = Promise.all(sends)
  }
  await before
}

function send(message: object): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()))
  })
}
