import { readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { interpreter } from '../contenders/python.ts'
import type { Machine } from './results.ts'

const libraries = ['jest-worker', 'piscina', 'poolifier', 'tinypool', 'workerpool']

export function describeMachine(): Machine {
  const processors = cpus()
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown processor',
    logicalCores: processors.length,
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    ...(interpreter ? { python: interpreter.version } : {}),
    libraries: Object.fromEntries(libraries.map((name) => [name, versionOf(name)])),
  }
}

function versionOf(library: string): string {
  const file = new URL(`../../node_modules/${library}/package.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
