import { Activity, CircleHelp, Code, ListTree, PanelLeftClose, PanelLeftOpen, Settings } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { Tooltip } from '../components/Tooltip.tsx'
import { useNavigation, views, type ViewId } from '../model/navigation.ts'
import { usePreferences } from '../model/preferences.ts'
import { useShortcut } from '../model/shortcuts.ts'
import { hasView } from './viewRegistry.ts'
import './Rail.css'

const icons: Record<ViewId, ReactNode> = {
  lab: <Code aria-hidden />,
  experiments: <Activity aria-hidden />,
  processes: <ListTree aria-hidden />,
  settings: <Settings aria-hidden />,
}

export function Rail({ onHelp }: { onHelp(): void }): ReactNode {
  const hasLabels = usePreferences((state) => state.railLabels)
  const change = usePreferences((state) => state.change)
  const available = views.filter((view) => hasView(view.id))
  return (
    <nav className="rail" aria-label="Views">
      <Mark />
      <ul className="rail-views">
        {available.map((view) => (
          <RailView key={view.id} view={view} hasLabel={hasLabels} />
        ))}
      </ul>
      <RailButton
        label="Keyboard help"
        chord="?"
        icon={<CircleHelp aria-hidden />}
        hasLabel={hasLabels}
        onPress={onHelp}
      />
      <RailButton
        label={hasLabels ? 'Hide labels' : 'Show labels'}
        icon={hasLabels ? <PanelLeftClose aria-hidden /> : <PanelLeftOpen aria-hidden />}
        hasLabel={hasLabels}
        onPress={() => change({ railLabels: !hasLabels })}
      />
    </nav>
  )
}

function RailView({ view, hasLabel }: { view: (typeof views)[number]; hasLabel: boolean }): ReactNode {
  const { id, title, key } = view
  const isCurrent = useNavigation((state) => state.view === id)
  const open = useNavigation((state) => state.open)
  useShortcut({ title: `Open ${title}`, group: 'Views', chords: [key], run: () => open(id) })
  return (
    <li>
      <RailButton
        label={title}
        chord={key}
        icon={icons[id]}
        hasLabel={hasLabel}
        isCurrent={isCurrent}
        onPress={() => open(id)}
      />
    </li>
  )
}

interface RailButtonProps {
  label: string
  chord?: string
  icon: ReactNode
  hasLabel: boolean
  isCurrent?: boolean
  onPress(): void
}

function RailButton({ label, chord, icon, hasLabel, isCurrent, onPress }: RailButtonProps): ReactNode {
  return (
    <Tooltip text={label} chord={chord} placement="right">
      <AriaButton
        className="rail-button"
        aria-label={label}
        aria-current={isCurrent ? 'page' : undefined}
        onPress={onPress}
      >
        {icon}
        {hasLabel && <span className="rail-label">{label}</span>}
      </AriaButton>
    </Tooltip>
  )
}

/** One path that forks in three. */
function Mark(): ReactNode {
  return (
    <svg className="rail-mark" viewBox="0 0 24 24" aria-hidden>
      <path d="M3 12h5" />
      <path className="mark-a" d="M8 12c4 0 3-6 7-6h6" />
      <path className="mark-b" d="M8 12h13" />
      <path className="mark-c" d="M8 12c4 0 3 6 7 6h6" />
    </svg>
  )
}
