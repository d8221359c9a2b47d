/* oxlint-disable no-control-regex -- control characters are what this is about */

/**
 * Makes text that a foreign process chose harmless to show: control characters (they move a terminal's
 * cursor or set its clipboard) and direction marks (they make a name read as another one) become U+FFFD.
 *
 * @param most - characters kept; a surrogate pair is never cut in two.
 */
export function visibleText(text: string, most: number): string {
  const cut = text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}
