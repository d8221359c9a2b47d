import type { ReactNode } from 'react'
import { Button } from '../../components/Button.tsx'
import { Checkbox } from '../../components/Checkbox.tsx'
import { SegmentedControl, type Segment } from '../../components/SegmentedControl.tsx'
import { TopBar } from '../../frame/TopBar.tsx'
import { usePreferences, type Density, type TextSize, type Theme } from '../../model/preferences.ts'
import { AboutSection } from './AboutSection.tsx'
import { RightsSetting } from './RightsSetting.tsx'
import { Setting } from './Setting.tsx'
import './SettingsView.css'

const themeSegments: readonly Segment<Theme>[] = [
  { id: 'system', label: 'As the system' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
]
const densitySegments: readonly Segment<Density>[] = [
  { id: 'comfortable', label: 'Comfortable' },
  { id: 'compact', label: 'Compact' },
]
const textSegments: readonly Segment<TextSize>[] = [
  { id: 'normal', label: 'Normal' },
  { id: 'projector', label: 'Projector' },
]

export function SettingsView(): ReactNode {
  const { theme, density, textSize, singleKeys, reducedMotion, railLabels, isProjector, change, reset } =
    usePreferences()
  return (
    <div className="settings">
      <TopBar
        title="Settings"
        detail="kept on this device"
        actions={<Button onPress={reset}>Reset all</Button>}
      />
      <section aria-labelledby="settings-look">
        <h2 id="settings-look">Look</h2>
        <Setting title="Theme" help="Text is at least 4.5 : 1 in both.">
          <SegmentedControl
            label="Theme"
            segments={themeSegments}
            value={theme}
            onChange={(value) => change({ theme: value })}
          />
        </Setting>
        <Setting title="Density" help="How high rows and controls are.">
          <SegmentedControl
            label="Density"
            segments={densitySegments}
            value={density}
            onChange={(value) => change({ density: value })}
          />
        </Setting>
        <Setting title="Text size" help="Projector makes everything a quarter larger, for the back row.">
          <SegmentedControl
            label="Text size"
            segments={textSegments}
            value={textSize}
            onChange={(value) => change({ textSize: value })}
          />
        </Setting>
        <Setting
          title="Projector mode"
          help="Large type, and neither rail nor status bar nor lists: for a room that looks on. P goes there and back."
        >
          <Checkbox isSelected={isProjector} onChange={(value) => change({ isProjector: value })}>
            Projector mode
          </Checkbox>
        </Setting>
        <Setting title="Navigation" help="Names beside the icons on the left.">
          <Checkbox isSelected={railLabels} onChange={(value) => change({ railLabels: value })}>
            Show labels
          </Checkbox>
        </Setting>
      </section>
      <section aria-labelledby="settings-use">
        <h2 id="settings-use">Use</h2>
        <Setting
          title="Keyboard"
          help="Off: keys such as E, / and 1 do nothing. Keys with Ctrl still work, and ? is in the menu on the left."
        >
          <Checkbox isSelected={singleKeys} onChange={(value) => change({ singleKeys: value })}>
            Single letters and digits are shortcuts
          </Checkbox>
        </Setting>
        <Setting
          title="Motion"
          help="Nothing moves or fades. The system's own setting always counts as well."
        >
          <Checkbox isSelected={reducedMotion} onChange={(value) => change({ reducedMotion: value })}>
            Reduce motion
          </Checkbox>
        </Setting>
        <RightsSetting />
      </section>
      <AboutSection />
    </div>
  )
}
