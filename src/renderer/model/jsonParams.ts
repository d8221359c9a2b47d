export type ParsedParams = { ok: true; params: Record<string, unknown> } | { ok: false; message: string }

/** A program's parameters as the user typed them: a JSON object, or nothing. */
export function parseParams(text: string): ParsedParams {
  if (text.trim() === '') return { ok: true, params: {} }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { ok: true, params: value as Record<string, unknown> }
    }
    return { ok: false, message: 'Parameters are one JSON object, for example {"workers": 4}.' }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, message: `This is not JSON: ${reason}` }
  }
}
