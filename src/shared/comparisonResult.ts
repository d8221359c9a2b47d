import * as z from 'zod'

/**
 * The view `comparison` of an exercise: what `main` returns so that measurements of two or more things are shown
 * beside each other, as a table and as a chart. docs/lab/exercises.md explains it to those who write exercises.
 */

const bounds = { columns: 6, rows: 40, samples: 1_000 } as const

const words = (longest: number) => z.string().max(longest)
const identifier = z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'Letters, digits and hyphens.')

/** The values that were measured, and what they say: their middle and how far they spread. */
export const figuresSchema = z
  .object({
    /** Each measurement, in the order in which they were made. */
    samples: z.array(z.number()).min(1).max(bounds.samples),
    median: z.number(),
    min: z.number(),
    max: z.number(),
  })
  .superRefine(({ samples, ...given }, context) => {
    const right = spreadOf(samples)
    for (const name of ['median', 'min', 'max'] as const) {
      if (Math.abs(given[name] - right[name]) <= Math.abs(right[name]) * 1e-9) continue
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `is ${given[name]}, but that of the samples is ${right[name]}`,
      })
    }
  })
export type Figures = z.infer<typeof figuresSchema>

/** What was found, where it is no number: `yes`, `no`, `not measured on this system`. */
export const factSchema = z.object({ fact: words(60).min(1) })

export const comparisonCellSchema = z.union([figuresSchema, factSchema])
export type ComparisonCell = z.infer<typeof comparisonCellSchema>

export const comparisonRowSchema = z.object({
  id: identifier,
  label: words(80).min(1),
  /** Of the figures, such as `ms`; empty for facts. */
  unit: words(20),
  /** How often each was measured; 0 where it was not. */
  repeats: z.number().int().min(0).max(bounds.samples),
  /** How it was measured. */
  note: words(300).default(''),
})

const comparisonShape = z.object({
  title: words(120).min(1),
  columns: z
    .array(z.object({ id: identifier, label: words(60).min(1) }))
    .min(2)
    .max(bounds.columns),
  /** Each has, besides its fields, a cell under the id of each column. */
  rows: z.array(comparisonRowSchema.loose()).min(1).max(bounds.rows),
})

/** A parsed comparison: in each row, `cells` in the order of `columns`. */
export const comparisonResultSchema = comparisonShape.transform(({ columns, rows, title }, context) => ({
  title,
  columns,
  rows: rows.map((row, index) => ({
    ...comparisonRowSchema.parse(row),
    cells: columns.map(({ id }) =>
      cellOf(row, id, (path, message) => {
        context.addIssue({ code: 'custom', path: ['rows', index, id, ...path], message })
      }),
    ),
  })),
}))

export type ComparisonResult = z.infer<typeof comparisonResultSchema>

type Complain = (path: PropertyKey[], message: string) => void

function cellOf(
  row: z.infer<typeof comparisonRowSchema> & Record<string, unknown>,
  id: string,
  complain: Complain,
): ComparisonCell {
  const missing: ComparisonCell = { fact: 'missing' }
  const cell = row[id]
  if (typeof cell !== 'object' || cell === null) {
    complain([], 'must be { samples, median, min, max } or { fact }')
    return missing
  }
  const parsed = 'fact' in cell ? factSchema.safeParse(cell) : figuresSchema.safeParse(cell)
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) complain(path, message)
    return missing
  }
  if ('samples' in parsed.data && parsed.data.samples.length !== row.repeats)
    complain(['samples'], `are ${parsed.data.samples.length}, but repeats is ${row.repeats}`)
  return parsed.data
}

/** Median, smallest and largest of a list that is not empty. */
export function spreadOf(samples: readonly number[]): Omit<Figures, 'samples'> {
  const sorted = samples.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 }
}
