import { EditorView } from '@codemirror/view'

/**
 * Typing over a selection, done by the editor. Left to the browser, it would keep the look of the replaced text
 * in an inline style, which the page's policy refuses with an error in the console.
 */
export const typeOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main
    const text = event.data
    if (event.inputType !== 'insertText' || !text || empty || view.composing || view.state.readOnly)
      return false
    const insert = () =>
      view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true })
    event.preventDefault()
    // Brackets close and wrap by these handlers.
    const handlers = view.state.facet(EditorView.inputHandler)
    if (!handlers.some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert())
    return true
  },
})
