/** What a name is, as it is shown beside it: its type, and what its comment says. */
export function typeNote(signature: string, documentation: string): HTMLElement {
  const note = document.createElement('div')
  note.className = 'type-note'
  if (signature !== '') note.append(textElement('code', signature))
  if (documentation !== '') note.append(textElement('p', documentation))
  return note
}

export function textElement(name: 'b' | 'code' | 'p' | 'span', text: string): HTMLElement {
  const element = document.createElement(name)
  element.textContent = text
  return element
}
