import { describe, expect, it } from 'vitest'
import { picturesResultSchema, viewProblems } from '../../../src/shared/exerciseViews.ts'

const base64 = (bytes: number): string => Buffer.alloc(bytes, 7).toString('base64')
const picture = { title: 'Before', width: 3, height: 2, pixels: base64(6) }
const tile = { x: 0, y: 0, width: 3, height: 1, worker: 'Worker-1' }

const problems = (value: unknown): string[] =>
  picturesResultSchema.safeParse(value).error?.issues.map(({ path }) => path.join('.')) ?? []

describe('what the view "pictures" shows', () => {
  it('takes grey pictures, with or without tiles', () => {
    expect(picturesResultSchema.parse({ pictures: [picture] })).toEqual({
      pictures: [{ ...picture, format: 'grey' }],
      tiles: [],
    })
    expect(problems({ pictures: [picture], tiles: [tile, { ...tile, y: 1 }] })).toEqual([])
  })

  it('takes three bytes for each pixel of an rgb picture', () => {
    expect(problems({ pictures: [{ ...picture, format: 'rgb', pixels: base64(18) }] })).toEqual([])
    expect(problems({ pictures: [{ ...picture, format: 'rgb' }] })).toEqual(['pictures.0.pixels'])
  })

  it.each([5, 7, 8])('wants as many bytes as there are pixels: six, not %i', (bytes) => {
    expect(problems({ pictures: [{ ...picture, pixels: base64(bytes) }] })).toEqual(['pictures.0.pixels'])
  })

  it('wants tiles within the last picture', () => {
    const small = { title: 'After', width: 1, height: 1, pixels: base64(1) }
    expect(problems({ pictures: [small, picture], tiles: [tile] })).toEqual([])
    expect(problems({ pictures: [picture, small], tiles: [tile] })).toEqual(['tiles'])
  })

  it('is bounded: so many pictures, tiles and bytes', () => {
    const large = { title: 'Large', width: 2_048, height: 2_048, pixels: base64(2_048 * 2_048) }
    expect(problems({ pictures: [large] })).toEqual([])
    expect(problems({ pictures: [{ ...large, height: 2_049, pixels: base64(2_048 * 2_049) }] })).not.toEqual(
      [],
    )
    expect(problems({ pictures: Array(9).fill(picture) })).toEqual(['pictures'])
    expect(problems({ pictures: [picture], tiles: Array(4_097).fill(tile) })).toEqual(['tiles'])
  })

  it('refuses what is no base64', () => {
    expect(problems({ pictures: [{ ...picture, pixels: '########' }] })).toContain('pictures.0.pixels')
  })

  it('is told in sentences what is wrong', () => {
    expect(viewProblems('pictures', { pictures: [picture], tiles: [tile] })).toEqual([])
    expect(viewProblems('pictures', { pictures: [picture], tiles: [{ ...tile, x: 1 }] })).toEqual([
      'tiles: must lie within the last picture',
    ])
  })
})
