import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** The colours of tokens.css in numbers: axe sees only what happens to be on screen. */

const css = readFileSync(new URL('../../../src/renderer/styles/tokens.css', import.meta.url), 'utf8')

function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`)
  const block = css.slice(start, css.indexOf('\n}', start))
  return new Map(
    [...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]),
  )
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (dark! + 0.05)
}

const texts = [
  '--text',
  '--text-muted',
  '--text-faint',
  '--accent-text',
  '--danger-text',
  '--warning-text',
  '--success-text',
  '--state-run-text',
  '--state-blocked-text',
  '--state-io-text',
  '--state-transfer-text',
  '--state-idle-text',
  '--state-dead-text',
]
const surfaces = [
  '--surface-canvas',
  '--surface-panel',
  '--surface-raised',
  '--surface-sunken',
  '--surface-hover',
  '--surface-selected',
]
const pairs = [
  ...texts.flatMap((text) => surfaces.map((surface) => [text, surface] as const)),
  ['--text-inverse', '--surface-inverse'],
  ['--danger-text', '--danger-surface'],
  ['--warning-text', '--warning-surface'],
  ['--success-text', '--success-surface'],
  ...['--accent', '--accent-hover', '--accent-pressed'].map((fill) => ['--on-accent', fill] as const),
  ...['--danger', '--danger-hover'].map((fill) => ['--on-danger', fill] as const),
] as const

describe.each([':root', ":root[data-theme='dark']"])('%s', (selector) => {
  const tokens = tokensOf(selector)
  const ratio = ([a, b]: readonly [string, string]): number => contrast(tokens.get(a)!, tokens.get(b)!)

  it('has the same names as the other theme', () => {
    expect([...tokens.keys()].sort()).toEqual([...tokensOf(':root').keys()].sort())
  })

  it('has words of at least 4.5 : 1 on every surface', () => {
    const weak = pairs
      .filter((pair) => ratio(pair) < 4.5)
      .map((pair) => `${pair.join(' on ')}: ${ratio(pair).toFixed(2)}`)
    expect(weak).toEqual([])
  })

  it('has edges of controls, focus and state marks of at least 3 : 1 on a panel', () => {
    const marks = ['--line-strong', '--focus', '--state-run', '--state-blocked', '--state-io', '--state-idle']
    const weak = marks
      .map((mark) => [mark, ratio([mark, '--surface-panel'])] as const)
      .filter(([, value]) => value < 3)
    expect(weak).toEqual([])
  })
})
