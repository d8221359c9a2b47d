import type { ReactNode, Ref } from 'react'
import {
  Input,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components'
import { classNames } from './classNames.ts'
import { FieldLabel, FieldNote, type FieldTextProps } from './Field.tsx'

export interface TextFieldProps
  extends FieldTextProps, Omit<AriaTextFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> {
  placeholder?: string
  isMono?: boolean
  /** Several lines. */
  isMultiline?: boolean
  rows?: number
  inputRef?: Ref<HTMLInputElement>
  className?: string
}

export function TextField(props: TextFieldProps): ReactNode {
  const {
    label,
    help,
    error,
    placeholder,
    isMono,
    isMultiline,
    rows = 6,
    inputRef,
    className,
    ...rest
  } = props
  const inputClass = classNames('input', isMono && 'mono')
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className={classNames('field', className)}>
      <FieldLabel>{label}</FieldLabel>
      {isMultiline ? (
        <TextArea className={inputClass} placeholder={placeholder} rows={rows} spellCheck={false} />
      ) : (
        <Input ref={inputRef} className={inputClass} placeholder={placeholder} spellCheck={false} />
      )}
      <FieldNote help={help} error={error} />
    </AriaTextField>
  )
}
