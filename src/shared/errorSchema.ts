import * as z from 'zod'
import type { WireError } from './errors.ts'

/** Apart from the type, so that the processes of a run need not load the validator. */
export const wireErrorSchema: z.ZodType<WireError> = z.lazy(() =>
  z.object({
    name: z.string(),
    message: z.string(),
    code: z.string().optional(),
    stack: z.string().optional(),
    facts: z.record(z.string(), z.unknown()).optional(),
    cause: wireErrorSchema.optional(),
  }),
)
