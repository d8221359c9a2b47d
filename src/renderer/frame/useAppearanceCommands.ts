import { useAppearance } from '../model/appearance.ts'
import { usePreferences } from '../model/preferences.ts'
import { useShortcut } from '../model/shortcuts.ts'

/** What Settings offers, from the palette: seldom used, so only the projector has a key. */
export function useAppearanceCommands(): void {
  const theme = useAppearance((state) => state.theme)
  const { density, textSize, railLabels, isProjector, change } = usePreferences()
  const group = 'Look'
  useShortcut({
    title: theme === 'dark' ? 'Use the light theme' : 'Use the dark theme',
    group,
    keywords: 'colour appearance mode',
    run: () => change({ theme: theme === 'dark' ? 'light' : 'dark' }),
  })
  useShortcut({
    title: density === 'compact' ? 'Comfortable density' : 'Compact density',
    group,
    keywords: 'rows height spacing',
    run: () => change({ density: density === 'compact' ? 'comfortable' : 'compact' }),
  })
  useShortcut({
    title: textSize === 'projector' ? 'Normal text size' : 'Projector text size',
    group,
    keywords: 'zoom large font',
    run: () => change({ textSize: textSize === 'projector' ? 'normal' : 'projector' }),
  })
  useShortcut({
    title: isProjector ? 'Leave projector mode' : 'Projector mode: large type, nothing else',
    group,
    chords: ['p'],
    keywords: 'present beamer lecture zoom distraction',
    run: () => change({ isProjector: !isProjector }),
  })
  useShortcut({
    title: railLabels ? 'Hide the labels of the views' : 'Show the labels of the views',
    group,
    keywords: 'navigation rail',
    run: () => change({ railLabels: !railLabels }),
  })
}
