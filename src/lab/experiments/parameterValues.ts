import { UserError } from '../../shared/errors.ts'
import type { Parameter } from '../../shared/workload.ts'
import { suggest } from '../suggestions.ts'

/**
 * A workload's parameters with their defaults, checked.
 * @throws UserError `bad-input` for an unknown name or a value out of range
 */
export function parameterValues(
  parameters: readonly Parameter[],
  given: Record<string, unknown>,
): Record<string, number | string> {
  const names = parameters.map((parameter) => parameter.name)
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) {
      const known = names.length > 0 ? suggest(name, names) : ' The workload has none.'
      throw new UserError('bad-input', `There is no parameter '${name}'.${known}`)
    }
  }
  const values = parameters.map((parameter): [string, number | string] => [
    parameter.name,
    Object.hasOwn(given, parameter.name) ? checked(parameter, given[parameter.name]) : parameter.default,
  ])
  return Object.fromEntries(values)
}

function checked(parameter: Parameter, value: unknown): number | string {
  if (parameter.type === 'choice') {
    if (typeof value === 'string' && parameter.choices.includes(value)) return value
    throw new UserError(
      'bad-input',
      `${parameter.name} must be one of ${parameter.choices.map((choice) => `'${choice}'`).join(', ')}, not ${show(value)}.`,
    )
  }
  const { name, type, min, max } = parameter
  const isNumber =
    typeof value === 'number' && (type === 'integer' ? Number.isInteger(value) : Number.isFinite(value))
  if (isNumber && value >= min && value <= max) return value
  const kind = type === 'integer' ? 'a whole number' : 'a number'
  throw new UserError('bad-input', `${name} must be ${kind} from ${min} to ${max}, not ${show(value)}.`)
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 80)
}
