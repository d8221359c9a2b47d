import { useSyncExternalStore } from 'react'

/** Whether the page matches a media query now. In rem it follows the browser's zoom and text size. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (notify) => {
      const list = matchMedia(query)
      list.addEventListener('change', notify)
      return () => list.removeEventListener('change', notify)
    },
    () => matchMedia(query).matches,
  )
}
