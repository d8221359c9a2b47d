import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components'
import { classNames } from './classNames.ts'
import './Tabs.css'

export interface TabItem<T extends string> {
  id: T
  title: string
  /** A count or badge after the title. */
  detail?: ReactNode
  content: ReactNode
}

export interface TabsProps<T extends string> {
  label: string
  items: readonly TabItem<T>[]
  value?: T
  onChange?(value: T): void
  className?: string
}

export function Tabs<T extends string>({
  label,
  items,
  value,
  onChange,
  className,
}: TabsProps<T>): ReactNode {
  return (
    <AriaTabs
      className={classNames('tabs', className)}
      {...(value !== undefined && { selectedKey: value })}
      onSelectionChange={(key) => onChange?.(key as T)}
    >
      <TabList className="tab-list" aria-label={label}>
        {items.map((item) => (
          <Tab key={item.id} id={item.id} className="tab">
            {item.title}
            {item.detail !== undefined && <span className="tab-detail num">{item.detail}</span>}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className="tab-panel">
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}
