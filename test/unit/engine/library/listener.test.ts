import { expect, it } from 'vitest'
import { Client } from '../../../../src/engine/library/connect.ts'
import { Listener } from '../../../../src/engine/library/listener.ts'

it('strangers who fail to prove their key take no places of those who wait to be accepted', async () => {
  const listener = new Listener<string>(undefined, { backlog: 1, authkey: 'right' })
  const address = await listener.listening()
  const wrong = (): Promise<unknown> => Client(address, { authkey: 'wrong' })
  for (const _again of [1, 2]) await expect(wrong()).rejects.toMatchObject({ code: 'authentication' })
  const connection = await Client<string>(address, { authkey: 'right' })
  await connection.send('hello')
  for (const _again of [1, 2])
    await expect(listener.accept()).rejects.toMatchObject({ code: 'authentication' })
  const accepted = await listener.accept()
  expect(await accepted.recv()).toBe('hello')
  await Promise.all([accepted.close(), connection.close(), listener.close()])
})
