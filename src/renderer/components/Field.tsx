import type { ReactNode } from 'react'
import { FieldError, Label, Text } from 'react-aria-components'
import './Field.css'

export interface FieldTextProps {
  label: ReactNode
  /** One short sentence below the control. */
  help?: ReactNode
  /** What is wrong with the value, and what to enter. Shown in place of the help. */
  error?: string | undefined
}

/** The label of a react-aria field; must be inside of one. */
export function FieldLabel({ children }: { children: ReactNode }): ReactNode {
  return <Label className="field-label">{children}</Label>
}

/** Help or error of a react-aria field; must be inside of one. */
export function FieldNote({ help, error }: Pick<FieldTextProps, 'help' | 'error'>): ReactNode {
  return (
    <>
      {help !== undefined && error === undefined && (
        <Text slot="description" className="field-help">
          {help}
        </Text>
      )}
      <FieldError className="field-error">
        {(validation) => error ?? validation.validationErrors.join(' ')}
      </FieldError>
    </>
  )
}

/** A labelled group of controls that is no single react-aria field. */
export function Field({ label, help, error, children }: FieldTextProps & { children: ReactNode }): ReactNode {
  return (
    <fieldset className="field">
      <legend className="field-label">{label}</legend>
      {children}
      {error !== undefined ? (
        <span className="field-error" role="alert">
          {error}
        </span>
      ) : (
        help !== undefined && <span className="field-help">{help}</span>
      )}
    </fieldset>
  )
}
