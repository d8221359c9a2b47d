import { useLayoutEffect, useState, type RefObject } from 'react'

/** What the height of a line follows from. */
export interface OutputMetrics {
  /** Characters that fit side by side; 0 before the first measurement. */
  columns: number
  lineHeightPx: number
}

/** Characters of the ruler's text, whose width is measured. */
export const rulerText = '0'.repeat(64)

/**
 * Measures how many characters fit into a line of the output. `ruler` is laid out like the text of a line, its
 * child holds {@link rulerText} on one line.
 */
export function useOutputMetrics(ruler: RefObject<HTMLElement | null>): OutputMetrics {
  const [metrics, setMetrics] = useState<OutputMetrics>({ columns: 0, lineHeightPx: 18 })
  useLayoutEffect(() => {
    const element = ruler.current
    const text = element?.firstElementChild
    if (!element || !text) return
    const measure = (): void => {
      const { width, height } = text.getBoundingClientRect()
      const characterPx = width / rulerText.length
      const columns = characterPx > 0 ? Math.max(1, Math.floor(element.clientWidth / characterPx + 0.01)) : 0
      setMetrics((before) =>
        before.columns === columns && before.lineHeightPx === height
          ? before
          : { columns, lineHeightPx: height },
      )
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    observer.observe(text)
    return () => observer.disconnect()
  }, [ruler])
  return metrics
}

/**
 * The height of a line whose characters all have the font's one width; null for others (tabs, wide characters),
 * which have to be measured.
 */
export function heightOfText(text: string, { columns, lineHeightPx }: OutputMetrics): number | null {
  if (columns === 0 || !/^[\x20-\x7e]*$/.test(text)) return null
  return Math.max(1, Math.ceil(text.length / columns)) * lineHeightPx
}
