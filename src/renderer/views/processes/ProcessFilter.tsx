import { CircleHelp, ListFilter, X } from 'lucide-react'
import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import { Button, Dialog, DialogTrigger, Heading, Input, Popover, SearchField } from 'react-aria-components'
import { IconButton } from '../../components/IconButton.tsx'
import { KeyHint } from '../../components/KeyHint.tsx'
import { useProcessView } from '../../model/processView.ts'
import { useShortcut } from '../../model/shortcuts.ts'

const examples = [
  ['node', 'has the word in its name, command, user, or as its pid'],
  ['cpu>0.5', 'uses more than 0.5 % of a core'],
  ['mem>100mb', 'holds more than 100 MB'],
  ['user=root', 'belongs to root'],
  ['state=zombie', 'has ended and is not collected'],
  ['age<1m', 'started in the last minute'],
  ['command~serve', 'has the word in its command line'],
  ['run!=""', 'belongs to a run of Forkscope'],
  ['node or (cpu>50 not user=root)', 'words and comparisons joined: and, or, not'],
] as const

export function ProcessFilter({ focusGrid }: { focusGrid(): void }): ReactNode {
  const text = useProcessView((state) => state.filterText)
  const error = useProcessView((state) => state.filterError)
  const setFilter = useProcessView((state) => state.setFilter)
  const input = useRef<HTMLInputElement>(null)
  useShortcut({
    title: 'Filter the processes',
    group: 'Processes',
    chords: ['/'],
    run: () => {
      input.current?.focus()
      input.current?.select()
    },
  })
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && !(event.key === 'Escape' && text === '')) return
    event.preventDefault()
    focusGrid()
  }
  return (
    <div className="process-filter">
      <SearchField
        className="filter-field"
        aria-label="Filter"
        value={text}
        onChange={setFilter}
        onKeyDown={onKeyDown}
        isInvalid={error !== undefined}
        {...(error !== undefined && { 'aria-describedby': 'process-filter-error' })}
      >
        <ListFilter aria-hidden />
        <Input
          ref={input}
          className="filter-input"
          placeholder="Filter: node cpu>0.5 user=root"
          spellCheck={false}
        />
        {text === '' ? (
          <KeyHint chord="/" isDecorative />
        ) : (
          <Button className="icon-button filter-clear" aria-label="Clear the filter">
            <X aria-hidden />
          </Button>
        )}
      </SearchField>
      <FilterHelp />
      <p id="process-filter-error" className="filter-error" role="status">
        {error}
      </p>
    </div>
  )
}

function FilterHelp(): ReactNode {
  return (
    <DialogTrigger>
      <IconButton label="How to filter" icon={<CircleHelp aria-hidden />} />
      <Popover className="popover filter-help" placement="bottom end">
        <Dialog className="dialog">
          <Heading slot="title" className="filter-help-title">
            What the filter understands
          </Heading>
          <dl>
            {examples.map(([example, meaning]) => (
              <div key={example}>
                <dt className="mono">{example}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
