import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** The secret that lets a page talk to its host: 256 random bits. It exists in memory only. */
export interface AccessToken {
  /** 43 characters, safe in an address. */
  readonly text: string
  /** Takes equally long whatever is wrong with the guess. */
  matches(guess: string): boolean
}

export function createAccessToken(): AccessToken {
  const text = randomBytes(32).toString('base64url')
  // Digests have one length, so that a comparison cannot tell the length of a guess from the token's.
  const expected = digest(text)
  return { text, matches: (guess) => timingSafeEqual(digest(guess), expected) }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
