/// <reference types="vite/client" />
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Markdown } from '../../../src/renderer/components/Markdown.tsx'

const html = (text: string): string => renderToStaticMarkup(createElement(Markdown, { text }))

describe('Markdown of lessons', () => {
  it('has headings, lists, emphasis and code', () => {
    const page = html('## Join\n\nA **bold** *word* and `code`.\n\n1. one\n2. two\n\n- x\n')
    expect(page).toContain('<h3>Join</h3>')
    expect(page).toContain('<p>A <strong>bold</strong> <em>word</em> and <code>code</code>.</p>')
    expect(page).toContain('<ol><li>one</li><li>two</li></ol>')
    expect(page).toContain('<ul><li>x</li></ul>')
  })

  it('colours TypeScript, and leaves other code as it is', () => {
    expect(html('```ts\nconst a = 1\n```')).toContain('<span class="tok-keyword">const</span>')
    expect(html('```\nconst a = 1\n```')).toContain('<code>const a = 1</code>')
  })

  it.each([
    ['a tag', '<img src=x onerror=alert(1)>'],
    ['a script', '<script>alert(1)</script>'],
    ['a tag in a line', 'word <b onclick="x()">b</b>'],
    ['a tag in code', '`<b>`\n\n```html\n<b>\n```'],
    ['an entity', '&lt;b&gt;'],
    ['a tag in a table', '| a |\n|---|\n| <b> |'],
  ])('shows %s as text', (_, text) => {
    expect(html(text)).not.toMatch(/<(img|script|b)[\s>]/)
  })

  it('links only to web addresses', () => {
    expect(html('[a](https://nodejs.org)')).toContain('<a href="https://nodejs.org"')
    for (const address of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '../02'])
      expect(html(`[a](${address})`)).not.toContain('<a')
    expect(html('![a picture](https://example.org/x.png)')).toContain('a picture')
    expect(html('![a picture](https://example.org/x.png)')).not.toContain('<img')
  })
})
