import * as z from 'zod'
import { comparisonResultSchema } from './comparisonResult.ts'

export * from './comparisonResult.ts'

/**
 * What `main` of an exercise returns so that the interface can show it: a shape for each `view` of exercise.json.
 * A result of another shape, such as that of a learner's attempt, is shown as the value that it is.
 * docs/lab/exercises.md explains each field to those who write exercises.
 */

const pictureBounds = {
  pictures: 8,
  /** Of the decoded pixels of one picture. */
  bytes: 4_194_304,
  side: 4_096,
  tiles: 4_096,
} as const

export const pixelFormats = ['grey', 'rgb'] as const
const bytesPerPixel = { grey: 1, rgb: 3 } as const

const place = z.number().int().min(0).max(pictureBounds.side)
const side = z.number().int().min(1).max(pictureBounds.side)

export const exercisePictureSchema = z
  .object({
    title: z.string().min(1).max(80),
    width: side,
    height: side,
    /** `grey`: one byte for each pixel, 0 is black; `rgb`: three. */
    format: z.enum(pixelFormats).default('grey'),
    /** The bytes in base64, row by row from the top left. */
    pixels: z.base64().max(base64Length(pictureBounds.bytes)),
  })
  .refine(
    ({ width, height, format, pixels }) => byteLength(pixels) === width * height * bytesPerPixel[format],
    {
      path: ['pixels'],
      message: 'must hold width × height bytes, three times as many with the format rgb',
    },
  )
export type ExercisePicture = z.infer<typeof exercisePictureSchema>

export const pictureTileSchema = z.object({
  x: place,
  y: place,
  width: side,
  height: side,
  /** The name of the process or thread that did it, as in the run report. */
  worker: z.string().min(1).max(120),
})
export type PictureTile = z.infer<typeof pictureTileSchema>

/** The view `pictures`: pictures side by side, and who did which part of the last of them. */
export const picturesResultSchema = z
  .object({
    pictures: z.array(exercisePictureSchema).min(1).max(pictureBounds.pictures),
    /** Parts of the last picture, in the order in which they were done. */
    tiles: z.array(pictureTileSchema).max(pictureBounds.tiles).default([]),
  })
  .refine(({ pictures, tiles }) => tiles.every((tile) => isWithin(tile, pictures.at(-1))), {
    path: ['tiles'],
    message: 'must lie within the last picture',
  })
export type PicturesResult = z.infer<typeof picturesResultSchema>

const resultSchemas = { pictures: picturesResultSchema, comparison: comparisonResultSchema } as const
export const shapedViews = ['pictures', 'comparison'] as const satisfies (keyof typeof resultSchemas)[]
export type ShapedView = (typeof shapedViews)[number]

/** What keeps a result from being shown in a view, a sentence each; empty when it can be. */
export function viewProblems(view: ShapedView, result: unknown): string[] {
  const { error } = resultSchemas[view].safeParse(result)
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.') || 'the result'}: ${message}`)
}

function isWithin({ x, y, width, height }: PictureTile, picture: ExercisePicture | undefined): boolean {
  return picture !== undefined && x + width <= picture.width && y + height <= picture.height
}

function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4
}

function byteLength(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return (base64.length / 4) * 3 - padding
}
