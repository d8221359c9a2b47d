/* oxlint-disable no-control-regex -- control characters are what this is about */

/**
 * Text of programs, made harmless for a terminal: control characters could move the cursor over other lines,
 * set the clipboard or the title. Tabs and line ends stay; colours stay where `keepColours` says so.
 */
export function inertText(text: string, keepColours = false): string {
  const lines = text.replace(/\r\n/g, '\n')
  if (!keepColours) return lines.replace(dangerous, replacement)
  return lines.replace(dangerousButColours, (found) => (isColour.test(found) ? found : replacement))
}

const direction = '\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069'
const dangerous = new RegExp(`[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${direction}]`, 'g')
const dangerousButColours = new RegExp(`\\u001b\\[[0-9;]*m|${dangerous.source}`, 'g')
const isColour = /^\u001b\[/
const replacement = '\ufffd'

/** One line for a table's cell or an error: line ends and tabs become spaces too. */
export function inertLine(text: string): string {
  return inertText(text).replace(/[\n\t]+/g, ' ')
}

/** JSON that holds the same values, with escapes where a terminal could take a character for a command. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    new RegExp(`[\\u007f-\\u009f${direction}]`, 'g'),
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
