import { Lexer, type Token, type Tokens } from 'marked'
import { Fragment, useMemo, type ReactNode } from 'react'
import { HighlightedCode } from './HighlightedCode.tsx'
import './Markdown.css'

export interface MarkdownProps {
  text: string
  /** What a heading of the first level becomes. Default 3. */
  topLevel?: 3 | 4
}

/**
 * Markdown as elements of the page. Nothing of it is taken as HTML: tags that it holds are shown as the text that they
 * are, pictures as their description, and only web addresses become links.
 */
export function Markdown({ text, topLevel = 3 }: MarkdownProps): ReactNode {
  const tokens = useMemo(() => Lexer.lex(text, { gfm: true }), [text])
  return <div className="markdown">{blocks(tokens, topLevel)}</div>
}

function blocks(tokens: readonly Token[], topLevel: number): ReactNode {
  return tokens.map((token, index) => <Fragment key={index}>{block(token, topLevel)}</Fragment>)
}

function block(token: Token, topLevel: number): ReactNode {
  switch (token.type) {
    case 'heading': {
      const { depth, tokens } = token as Tokens.Heading
      const Heading = `h${Math.min(6, topLevel + Math.max(0, depth - 2))}` as 'h3'
      return <Heading>{inline(tokens)}</Heading>
    }
    case 'paragraph':
      return <p>{inline((token as Tokens.Paragraph).tokens)}</p>
    case 'code':
      return (
        <HighlightedCode text={(token as Tokens.Code).text} language={(token as Tokens.Code).lang ?? ''} />
      )
    case 'list':
      return list(token as Tokens.List, topLevel)
    case 'blockquote':
      return <blockquote>{blocks((token as Tokens.Blockquote).tokens, topLevel)}</blockquote>
    case 'table':
      return <Table table={token as Tokens.Table} />
    case 'hr':
      return <hr />
    case 'text': {
      const { tokens, text } = token as Tokens.Text
      return tokens ? inline(tokens) : text
    }
    case 'space':
    case 'def':
      return null
    default:
      return <p>{token.raw}</p>
  }
}

function list({ ordered, start, items }: Tokens.List, topLevel: number): ReactNode {
  const children = items.map((item, index) => <li key={index}>{blocks(item.tokens, topLevel)}</li>)
  if (!ordered) return <ul>{children}</ul>
  return <ol {...(typeof start === 'number' && start !== 1 && { start })}>{children}</ol>
}

function Table({ table: { header, rows } }: { table: Tokens.Table }): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          {header.map(({ tokens }, index) => (
            <th key={index} scope="col">
              {inline(tokens)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, index) => (
          <tr key={index}>
            {cells.map(({ tokens }, column) => (
              <td key={column}>{inline(tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function inline(tokens: readonly Token[] | undefined): ReactNode {
  return tokens?.map((token, index) => <Fragment key={index}>{inlineToken(token)}</Fragment>)
}

function inlineToken(token: Token): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inline(token.tokens)}</strong>
    case 'em':
      return <em>{inline(token.tokens)}</em>
    case 'del':
      return <del>{inline(token.tokens)}</del>
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>
    case 'br':
      return <br />
    case 'link':
      return link(token as Tokens.Link)
    case 'image':
    case 'escape':
    case 'text':
      return (token as Tokens.Text).text
    default:
      return token.raw
  }
}

function link({ href, tokens }: Tokens.Link): ReactNode {
  if (!/^https?:\/\//i.test(href)) return inline(tokens)
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {inline(tokens)}
    </a>
  )
}
