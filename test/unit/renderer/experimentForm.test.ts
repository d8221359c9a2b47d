import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WorkloadDescription } from '../../../src/shared/workload.ts'
import {
  countPasses,
  initialForm,
  validateForm,
  withWorkload,
} from '../../../src/renderer/model/experimentForm.ts'
import {
  defaultWorkers,
  listText,
  parseChunkSizes,
  parseWorkers,
} from '../../../src/renderer/model/experimentLists.ts'

const workload: WorkloadDescription = {
  id: 'countPrimes',
  title: 'Count primes',
  summary: '',
  itemsFrom: 'count',
  defaultItems: 200,
  view: 'table',
  parameters: [
    {
      type: 'integer',
      name: 'span',
      label: 'Numbers per item',
      help: '',
      default: 1000,
      min: 1,
      max: 1_000_000,
    },
    { type: 'choice', name: 'way', label: 'Way', help: '', default: 'trial', choices: ['trial', 'sieve'] },
  ],
}
const files: WorkloadDescription = { ...workload, id: 'hash', parameters: [], itemsFrom: 'folder' }
const ready = () => withWorkload(initialForm(4), workload)

describe('lists as typed', () => {
  it('reads numbers and ranges, sorted, each once', () => {
    expect(parseWorkers('4, 1-3 2;8')).toEqual({ ok: true, values: [1, 2, 3, 4, 8] })
    expect(parseWorkers('1 - 3')).toEqual({ ok: true, values: [1, 2, 3] })
    expect(parseWorkers('2..4')).toEqual({ ok: true, values: [2, 3, 4] })
    expect(parseChunkSizes('Auto,1 64')).toEqual({ ok: true, values: ['auto', 1, 64] })
  })

  it.each([
    ['', 'at least one value'],
    ['0', 'from 1 to 64'],
    ['65', '65 is out of that range'],
    ['4-1', 'write 1-4'],
    ['auto', 'not a whole number'],
    ['1.5', '“1.5” is not a whole number'],
    ['1-64', 'at most 16 values'],
    ['1-99999999999', 'out of that range'],
    ['9'.repeat(5000), '99999999999999999999999… is out of that range'],
    ['\u202e1', '“\\u202e1” is not a whole number'],
  ])('says what is wrong with “%s”', (text, message) => {
    const parsed = parseWorkers(text)
    expect(parsed.ok ? '' : parsed.message).toContain(message)
  })

  it('reads back what it writes', () => {
    const values = fc.uniqueArray(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 16 })
    fc.assert(
      fc.property(values, (list) => {
        const sorted = [...list].sort((a, b) => a - b)
        expect(parseWorkers(listText(list))).toEqual({ ok: true, values: sorted })
      }),
    )
    expect(defaultWorkers(1)).toEqual([1, 2])
    expect(defaultWorkers(6)).toEqual([1, 2, 4, 6])
  })
})

describe('the experiment form', () => {
  it('is ready to run with the defaults of the workload', () => {
    const result = validateForm(ready(), workload)
    expect(result).toMatchObject({
      ok: true,
      spec: {
        source: { kind: 'workload', workload: 'countPrimes' },
        params: { span: 1000, way: 'trial' },
        items: 200,
        workers: [1, 2, 4],
        chunkSizes: ['auto'],
      },
    })
  })

  it('names every wrong field', () => {
    const form = {
      ...ready(),
      params: { span: 0, way: 'guess' },
      items: Number.NaN,
      workers: 'many',
      chunkSizes: '',
      startMethods: [],
      repeats: 0.5,
    }
    const result = validateForm(form, workload)
    expect(result.ok ? [] : Object.keys(result.errors).sort()).toEqual(
      ['workers', 'chunkSizes', 'startMethods', 'repeats', 'items', 'param:span', 'param:way'].sort(),
    )
  })

  it('takes a folder for a workload that reads files', () => {
    const form = withWorkload(ready(), files)
    expect(validateForm(form, files)).toMatchObject({ ok: false, errors: { folder: expect.any(String) } })
    expect(validateForm({ ...form, folder: '/data' }, files)).toMatchObject({
      ok: true,
      spec: { items: '/data' },
    })
  })

  it('finds the exported function in pasted text before the host is asked', () => {
    const own = { ...ready(), sourceKind: 'source' as const }
    const check = (source: string, exportName: string) =>
      validateForm({ ...own, source, exportName }, workload)
    expect(check('export function f(n: number) { return n }', 'f').ok).toBe(true)
    expect(check('export const f = async (n) => n', 'f').ok).toBe(true)
    expect(check('function f() {}\nexport { f as g }', 'g').ok).toBe(true)
    expect(check('function f() {}', 'f')).toMatchObject({
      errors: { exportName: expect.stringMatching(/does not export “f”/) },
    })
    expect(check('export function ff() {}', 'f').ok).toBe(false)
    expect(check('', 'f')).toMatchObject({ errors: { source: expect.any(String) } })
    expect(check('export const a = 1', 'a b').ok).toBe(false)
  })

  it('counts the passes: a warm-up, the serial baseline and every combination', () => {
    const form = {
      ...ready(),
      workers: '1-4',
      chunkSizes: 'auto,1',
      startMethods: ['serial' as const, 'spawn' as const],
      repeats: 3,
    }
    expect(countPasses(form)).toBe(28)
    expect(countPasses({ ...form, workers: '' })).toBe(null)
    expect(countPasses({ ...form, repeats: 1000 })).toBe(null)
  })
})
