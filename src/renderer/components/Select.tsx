import { ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
} from 'react-aria-components'
import { classNames } from './classNames.ts'
import { FieldLabel, FieldNote, type FieldTextProps } from './Field.tsx'

export interface SelectOption<T extends string> {
  id: T
  label: string
  /** A second line in the list. */
  detail?: string
  isDisabled?: boolean
}

export interface SelectProps<T extends string> extends FieldTextProps {
  options: readonly SelectOption<T>[]
  value: T | null
  onChange(value: T): void
  placeholder?: string
  isDisabled?: boolean
  className?: string
}

export function Select<T extends string>(props: SelectProps<T>): ReactNode {
  const { label, help, error, options, value, onChange, placeholder = 'Choose …', className } = props
  return (
    <AriaSelect
      className={classNames('field', className)}
      value={value}
      onChange={(key) => key !== null && onChange(key as T)}
      placeholder={placeholder}
      isDisabled={props.isDisabled ?? false}
      isInvalid={error !== undefined}
    >
      <FieldLabel>{label}</FieldLabel>
      <Button className="select-button">
        <SelectValue className="select-value" />
        <ChevronsUpDown aria-hidden />
      </Button>
      <FieldNote help={help} error={error} />
      <Popover className="popover" offset={4}>
        <ListBox className="options" items={options}>
          {(option) => (
            <ListBoxItem
              id={option.id}
              textValue={option.label}
              className="option"
              isDisabled={option.isDisabled ?? false}
            >
              <Text slot="label">{option.label}</Text>
              {option.detail !== undefined && (
                <Text slot="description" className="option-detail">
                  {option.detail}
                </Text>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
