import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parameterValues } from '../../../src/lab/experiments/parameterValues.ts'
import { WorkloadCatalogue } from '../../../src/lab/experiments/workloadCatalogue.ts'
import { ProgramCatalogue } from '../../../src/lab/programs/programCatalogue.ts'
import { repositoryRoot } from '../../support/cli.ts'

const resources = join(repositoryRoot, 'resources')

function modulesIn(folder: string): string[] {
  return readdirSync(join(resources, folder))
    .filter((name) => name.endsWith('.ts'))
    .sort()
}

describe('the workloads', async () => {
  const catalogue = new WorkloadCatalogue(resources)
  const workloads = await catalogue.list()

  it('are all in the catalogue', () => {
    expect(workloads.map(({ id }) => `${id}.ts`).sort()).toEqual(modulesIn('workloads'))
  })

  it.each(workloads.filter(({ itemsFrom }) => itemsFrom === 'count'))(
    '$id maps its items',
    async ({ id }) => {
      const { path, functionName, parameters } = await catalogue.get(id)
      const module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as {
        items(count: number, params: object): unknown[]
        [name: string]: unknown
      }
      const items = module.items(3, parameterValues(parameters, {}))
      expect(items).toHaveLength(3)
      const fn = module[functionName] as (item: unknown) => unknown
      expect(JSON.stringify(await fn(items[0]))).toBeDefined()
    },
  )

  it('count primes as they are', async () => {
    const { countPrimes } = (await import('../../../resources/workloads/countPrimes.ts')) as {
      countPrimes(range: [number, number]): number
    }
    expect([countPrimes([0, 100]), countPrimes([0, 10_000]), countPrimes([25, 29])]).toEqual([25, 1229, 0])
  })

  it('draw the set where it is: black inside, coloured outside', async () => {
    const { items, mandelbrotRow } = await import('../../../resources/workloads/mandelbrot.ts')
    const rows = items(101, { width: 101, maxIterations: 200, area: 'whole set' })
    const pixel = (row: number, x: number): number[] => [
      ...mandelbrotRow(rows[row]!).rgb.slice(x * 3, x * 3 + 3),
    ]
    expect(pixel(50, 50)).toEqual([0, 0, 0])
    expect(Math.max(...pixel(0, 0))).toBeGreaterThan(0)
  })
})

describe('the programs', () => {
  it('are all in the catalogue, and can be read', async () => {
    const catalogue = new ProgramCatalogue(resources)
    const programs = await catalogue.list()
    const paths = await Promise.all(programs.map(({ id }) => catalogue.get(id)))
    expect(paths.map(({ path }) => path.split('/').at(-1)).sort()).toEqual(modulesIn('programs'))
    for (const { id } of programs) expect(await catalogue.read(id)).toMatch(/export async function main/)
    await expect(catalogue.get('queu')).rejects.toThrow("There is no program 'queu'. Did you mean 'queue'?")
  })
})
