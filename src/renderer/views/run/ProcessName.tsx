import type { ReactNode } from 'react'

/** A process's name. Where it is too long its beginning is cut: the number at the end tells workers apart. */
export function ProcessName({ name }: { name: string }): ReactNode {
  const [, head = name, tail = ''] = /^(.*?)(-\d+)?$/.exec(name) ?? []
  return (
    <span className="process-name" title={name}>
      <span className="truncate">{head}</span>
      {tail}
    </span>
  )
}
