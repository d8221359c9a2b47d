/**
 * Strings as JSON text. `JSON.stringify` costs a native call per string; most strings in messages are short and
 * need no escape, which a loop over their characters proves faster.
 */

const longestLooped = 48
const maxCachedKeys = 2048
const maxCachedKeyLength = 64
const slotCount = 128
const slotKeys = new Array<string>(slotCount).fill('')
const slotTexts = new Array<string>(slotCount).fill('"":')
const keyTexts = new Map<string, string>()

/** `text` as a JSON string; lone surrogates are escaped, so that UTF-8 keeps them. */
export function quote(text: string): string {
  const { length } = text
  if (length > longestLooped) return JSON.stringify(text)
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || (unit >= 0xd800 && unit <= 0xdfff))
      return JSON.stringify(text)
  }
  return `"${text}"`
}

/**
 * A property's key and colon as JSON text. Keys repeat from message to message, mostly at the same place.
 *
 * @param place any small number that is often the same for the same key
 */
export function quoteKey(key: string, place: number): string {
  const slot = place & (slotCount - 1)
  if (slotKeys[slot] === key) return slotTexts[slot]!
  let text = keyTexts.get(key)
  if (text === undefined) {
    text = `${quote(key)}:`
    // Bounded: a program that uses ids as keys must not fill the memory of its process.
    if (key.length > maxCachedKeyLength) return text
    if (keyTexts.size < maxCachedKeys) keyTexts.set(key, text)
  }
  slotKeys[slot] = key
  slotTexts[slot] = text
  return text
}
