/** Quotes what a user wrote in a message, shortened. */
export function quoteText(text: string): string {
  return text.length > 24 ? `‘${text.slice(0, 23)}…’` : `‘${text}’`
}
