import type { RowPredicate } from './processFilter.ts'
import { compareProcesses, type ProcessFigures, type ProcessSort } from './processOrder.ts'
import { exitedForMs, type TrackedProcess, type TrackedTable } from './processTracking.ts'

/** A row as it is shown. */
export interface ShownProcess {
  process: TrackedProcess
  /** Of this process, or summed over all below when `isCollapsed`. */
  figures: ProcessFigures
  /** 0 in the table and for roots of the tree. */
  depth: number
  /** Rows directly below it in the tree. */
  children: number
  isCollapsed: boolean
  /** Does not match the filter, but something below it does. */
  isContext: boolean
  /** Processes in `figures`: 1, or more when collapsed. */
  summed: number
}

export interface Arrangement {
  mode: 'table' | 'tree'
  sort: ProcessSort
  matches: RowPredicate
  /** Handles of collapsed rows. */
  collapsed: ReadonlySet<string>
  /**
   * While the pointer is over the list: the handles in their places. They stay, in this order, whatever their
   * values do; what is new comes after them.
   */
  held: ReadonlyMap<string, number> | undefined
}

/** The rows to show, in order. */
export function arrangeProcesses(table: TrackedTable, arrangement: Arrangement): ShownProcess[] {
  const present = [...table.byHandle.values()].filter((process) =>
    isPresent(process, table.atMs, arrangement),
  )
  return arrangement.mode === 'tree'
    ? new TreeArranger(table, arrangement, present).arrange()
    : arrangeFlat(table, arrangement, present)
}

function isPresent(
  { row, status, statusSinceMs }: TrackedProcess,
  atMs: number,
  { held }: Arrangement,
): boolean {
  return status !== 'exited' || atMs - statusSinceMs < exitedForMs || (held?.has(row.handle) ?? false)
}

function isWanted(process: TrackedProcess, table: TrackedTable, { matches, held }: Arrangement): boolean {
  return (held?.has(process.row.handle) ?? false) || matches(process.row, table.atMs)
}

function arrangeFlat(
  table: TrackedTable,
  arrangement: Arrangement,
  present: readonly TrackedProcess[],
): ShownProcess[] {
  const compare = heldFirst(arrangement)
  return present
    .filter((process) => isWanted(process, table, arrangement))
    .map((process) => leaf(process))
    .sort(compare)
}

function leaf(process: TrackedProcess): ShownProcess {
  const { cpuPercent, rssBytes, threads } = process.row
  const figures = { cpuPercent, rssBytes, threads }
  return { process, figures, depth: 0, children: 0, isCollapsed: false, isContext: false, summed: 1 }
}

function heldFirst({ held, sort }: Arrangement): (a: ShownProcess, b: ShownProcess) => number {
  const compare = compareProcesses(sort)
  const place = (shown: ShownProcess): number => held?.get(shown.process.row.handle) ?? Infinity
  return (a, b) => {
    const left = place(a)
    const right = place(b)
    return left === right ? compare(a, b) : left - right
  }
}

interface TreeNode {
  process: TrackedProcess
  children: TreeNode[]
}

class TreeArranger {
  readonly #table: TrackedTable
  readonly #arrangement: Arrangement
  readonly #present: readonly TrackedProcess[]
  readonly #compare: (a: ShownProcess, b: ShownProcess) => number

  constructor(table: TrackedTable, arrangement: Arrangement, present: readonly TrackedProcess[]) {
    this.#table = table
    this.#arrangement = arrangement
    this.#present = present
    this.#compare = heldFirst(arrangement)
  }

  arrange(): ShownProcess[] {
    const shown: ShownProcess[] = []
    this.#list(forestOf(this.#present), 0, shown)
    return shown
  }

  #list(nodes: readonly TreeNode[], depth: number, into: ShownProcess[]): void {
    const rows = nodes.flatMap((node) => {
      const row = this.#shown(node, depth)
      return row ? [{ row, node }] : []
    })
    rows.sort((a, b) => this.#compare(a.row, b.row))
    for (const { row, node } of rows) {
      into.push(row)
      if (!row.isCollapsed) this.#list(node.children, depth + 1, into)
    }
  }

  #shown(node: TreeNode, depth: number): ShownProcess | undefined {
    const children = node.children.filter((child) => this.#hasWanted(child)).length
    const isOwn = isWanted(node.process, this.#table, this.#arrangement)
    if (!isOwn && children === 0) return undefined
    const isCollapsed = children > 0 && this.#arrangement.collapsed.has(node.process.row.handle)
    const base = { ...leaf(node.process), depth, children, isContext: !isOwn, isCollapsed }
    return isCollapsed ? { ...base, ...sumOf(node) } : base
  }

  readonly #wanted = new Map<TreeNode, boolean>()

  #hasWanted(node: TreeNode): boolean {
    let wanted = this.#wanted.get(node)
    if (wanted === undefined) {
      wanted =
        isWanted(node.process, this.#table, this.#arrangement) ||
        node.children.some((child) => this.#hasWanted(child))
      this.#wanted.set(node, wanted)
    }
    return wanted
  }
}

/**
 * Parents and children. Of two entries with one pid the living one is the parent. A process whose parent is
 * not in the table is a root, and so is one of a cycle (a table is read row by row: pids may be given away
 * again meanwhile).
 */
function forestOf(present: readonly TrackedProcess[]): TreeNode[] {
  const byPid = new Map<number, TreeNode>()
  const nodes = present.map((process) => ({ process, children: [] as TreeNode[] }))
  for (const node of nodes) {
    const { pid } = node.process.row
    if (node.process.status !== 'exited' || !byPid.has(pid)) byPid.set(pid, node)
  }
  const roots: TreeNode[] = []
  for (const node of nodes) {
    const parent = byPid.get(node.process.row.parentPid)
    if (!parent || isBelow(parent, node, byPid)) roots.push(node)
    else parent.children.push(node)
  }
  return roots
}

/** Whether `node` is `ancestor` or below it, going by the parents' pids. */
function isBelow(node: TreeNode, ancestor: TreeNode, byPid: ReadonlyMap<number, TreeNode>): boolean {
  const seen = new Set<TreeNode>()
  for (let at: TreeNode | undefined = node; at && !seen.has(at); at = byPid.get(at.process.row.parentPid)) {
    if (at === ancestor) return true
    seen.add(at)
  }
  return false
}

function sumOf(node: TreeNode): { figures: ProcessFigures; summed: number } {
  const { cpuPercent, rssBytes, threads } = node.process.row
  const figures = { cpuPercent, rssBytes, threads }
  let summed = 1
  // A stack of its own: a chain of processes may be deeper than calls may nest.
  const waiting = [...node.children]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    waiting.push(...next.children)
    if (next.process.status === 'exited') continue
    figures.cpuPercent += next.process.row.cpuPercent
    figures.rssBytes += next.process.row.rssBytes
    figures.threads += next.process.row.threads
    summed++
  }
  return { figures, summed }
}
