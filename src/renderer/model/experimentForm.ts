import {
  experimentSpecSchema,
  type ExperimentSpec,
  type ExperimentStartMethod,
} from '../../shared/experiment.ts'
import type { Parameter, WorkloadDescription } from '../../shared/workload.ts'
import { defaultWorkers, listText, parseChunkSizes, parseWorkers } from './experimentLists.ts'
import { inertText } from './inertText.ts'
import { isEditOf } from './programOrigin.ts'

interface Range {
  min: number
  max: number
  label: string
}

const repeatsRange: Range = { min: 1, max: 100, label: 'Repeats' }

/** The set-up as the user left it, valid or not. Numbers that are not there yet are NaN. */
export interface ExperimentForm {
  sourceKind: 'workload' | 'source'
  workload: string
  /** Text of the user's own module. */
  source: string
  exportName: string
  params: Record<string, number | string>
  items: number
  folder: string
  workers: string
  chunkSizes: string
  startMethods: ExperimentStartMethod[]
  repeats: number
}

export type FormField =
  | 'workload'
  | 'source'
  | 'exportName'
  | 'items'
  | 'folder'
  | 'workers'
  | 'chunkSizes'
  | 'startMethods'
  | 'repeats'
  | `param:${string}`

export type FormErrors = Partial<Record<FormField, string>>

export type FormResult = { ok: true; spec: ExperimentSpec } | { ok: false; errors: FormErrors }

/** What the interface starts with: it takes about a second or two on a small machine. */
export const firstWorkload = 'countPrimes'

export const ownFunctionTemplate = `// The exported function is mapped over the items 0, 1, 2 …; every worker imports this module.
export function work(n: number): number {
  let sum = 0
  for (let i = 1; i <= 200_000; i++) sum += Math.sqrt(i * n)
  return sum
}
`

export function initialForm(logicalCores: number): ExperimentForm {
  return {
    sourceKind: 'workload',
    workload: firstWorkload,
    source: ownFunctionTemplate,
    exportName: 'work',
    params: {},
    items: 200,
    folder: '',
    workers: listText(defaultWorkers(Math.min(logicalCores, 8))),
    chunkSizes: 'auto',
    startMethods: ['spawn'],
    repeats: 3,
  }
}

/** Takes over a workload with its defaults; what does not belong to it (workers, repeats …) stays. */
export function withWorkload(form: ExperimentForm, workload: WorkloadDescription): ExperimentForm {
  const params = Object.fromEntries(workload.parameters.map((p) => [p.name, p.default]))
  return { ...form, sourceKind: 'workload', workload: workload.id, params, items: workload.defaultItems }
}

/** Whether it maps a function that neither came with Forkscope nor is the user's edit of one that did. */
export function isFromElsewhere({ sourceKind, source }: ExperimentForm): boolean {
  return sourceKind === 'source' && !isEditOf(ownFunctionTemplate, source)
}

/**
 * The experiment that the form describes, or what is wrong with it, field by field. The last word has
 * `experimentSpecSchema`, the same that the host checks with.
 */
export function validateForm(form: ExperimentForm, workload: WorkloadDescription | null): FormResult {
  const errors: FormErrors = {}
  const workers = parseWorkers(form.workers)
  if (!workers.ok) errors.workers = workers.message
  const chunkSizes = parseChunkSizes(form.chunkSizes)
  if (!chunkSizes.ok) errors.chunkSizes = chunkSizes.message
  if (form.startMethods.length === 0) errors.startMethods = 'Choose at least one way to start the workers.'
  checkWhole(errors, 'repeats', form.repeats, repeatsRange)
  checkSource(errors, form, workload)
  if (!workers.ok || !chunkSizes.ok || Object.keys(errors).length > 0) return { ok: false, errors }
  const parsed = experimentSpecSchema.safeParse({
    source: sourceOf(form),
    params: form.sourceKind === 'workload' ? form.params : {},
    items:
      form.sourceKind === 'workload' && workload?.itemsFrom === 'folder' ? form.folder.trim() : form.items,
    workers: workers.values,
    chunkSizes: chunkSizes.values,
    startMethods: form.startMethods,
    repeats: form.repeats,
  } satisfies ExperimentSpec)
  if (parsed.success) return { ok: true, spec: parsed.data }
  return { ok: false, errors: errorsOfIssues(parsed.error.issues) }
}

/** How many passes over the items the set-up asks for, serial ones and their warm-up included; null if invalid. */
export function countPasses(form: ExperimentForm): number | null {
  const workers = parseWorkers(form.workers)
  const chunkSizes = parseChunkSizes(form.chunkSizes)
  if (!workers.ok || !chunkSizes.ok || wholeError(form.repeats, repeatsRange) !== undefined) return null
  const parallel = form.startMethods.filter((method) => method !== 'serial').length
  return 1 + form.repeats * (1 + parallel * workers.values.length * chunkSizes.values.length)
}

function sourceOf(form: ExperimentForm): ExperimentSpec['source'] {
  if (form.sourceKind === 'workload') return { kind: 'workload', workload: form.workload }
  return { kind: 'source', source: form.source, exportName: form.exportName.trim() }
}

function checkSource(errors: FormErrors, form: ExperimentForm, workload: WorkloadDescription | null): void {
  if (form.sourceKind === 'source') {
    checkOwnFunction(errors, form)
    checkWhole(errors, 'items', form.items, { min: 1, max: 10_000_000, label: 'Items' })
    return
  }
  if (workload === null) {
    errors.workload = 'Choose a workload.'
    return
  }
  if (workload.itemsFrom === 'folder') {
    if (form.folder.trim() === '') errors.folder = 'Choose the folder whose files are the items.'
  } else checkWhole(errors, 'items', form.items, { min: 1, max: 10_000_000, label: 'Items' })
  for (const parameter of workload.parameters) checkParameter(errors, form, parameter)
}

function checkOwnFunction(errors: FormErrors, form: ExperimentForm): void {
  const name = form.exportName.trim()
  if (form.source.trim() === '') errors.source = 'Paste a module that exports the function to map.'
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) {
    errors.exportName =
      name === ''
        ? 'Name the exported function.'
        : `“${inertText(name.slice(0, 60))}” is not a name of a function.`
  } else if (!errors.source && !mentionsExport(form.source, name)) {
    errors.exportName = `The text does not export “${name}”. Write “export function ${name}(item) …”.`
  }
}

/** A cheap look, to answer at the field; the host's bundler decides. `export {` and `export *` may hold any name. */
function mentionsExport(source: string, name: string): boolean {
  if (/\bexport\s*[{*]/.test(source)) return true
  const escaped = name.replaceAll('$', '\\$')
  return new RegExp(
    `\\bexport\\s+(?:default\\s+)?(?:async\\s+)?(?:function\\s*\\*?|const|let|var|class)\\s+${escaped}(?![\\w$])`,
  ).test(source)
}

function checkParameter(errors: FormErrors, form: ExperimentForm, parameter: Parameter): void {
  const error = parameterError(parameter, form.params[parameter.name])
  if (error !== undefined) errors[`param:${parameter.name}`] = error
}

/** What is wrong with a parameter's value, and what to enter; undefined when it is right. */
export function parameterError(parameter: Parameter, value: number | string | undefined): string | undefined {
  if (parameter.type === 'choice')
    return parameter.choices.includes(String(value)) ? undefined : `Choose a value for ${parameter.label}.`
  const { min, max, label } = parameter
  const number = typeof value === 'number' ? value : Number.NaN
  if (parameter.type === 'integer') return wholeError(number, { min, max, label })
  return number >= min && number <= max ? undefined : `${label} goes from ${min} to ${max}.`
}

function checkWhole(errors: FormErrors, field: FormField, value: number, range: Range): void {
  const error = wholeError(value, range)
  if (error !== undefined) errors[field] = error
}

function wholeError(value: number, { min, max, label }: Range): string | undefined {
  if (Number.isInteger(value) && value >= min && value <= max) return undefined
  return `${label}: a whole number from ${min} to ${max.toLocaleString('en')}.`
}

function errorsOfIssues(issues: { path: PropertyKey[]; message: string }[]): FormErrors {
  const errors: FormErrors = {}
  for (const { path, message } of issues) {
    const [first, second] = path
    const field = first === 'params' ? `param:${String(second)}` : first === 'source' ? String(second) : first
    errors[(field ?? 'workload') as FormField] ??= message
  }
  return errors
}
