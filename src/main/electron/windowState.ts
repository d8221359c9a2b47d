import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'

/** Where a window was, in device-independent pixels. */
const windowStateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  isMaximized: z.boolean(),
})
export type WindowState = z.infer<typeof windowStateSchema>

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export const minimumSize = { width: 760, height: 560 }
const defaultSize = { width: 1360, height: 880 }

/** What must be seen of the window's title bar so that the user can drag it back. */
const graspable = { width: 120, height: 24 }

/**
 * Where the window opens: where it was, unless that is on no screen any more; else the default, at most as large
 * as the screen.
 */
export function placeWindow(
  last: WindowState | null,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  if (last && workAreas.some((area) => isGraspable(last, area)))
    return {
      x: last.x,
      y: last.y,
      width: Math.max(last.width, minimumSize.width),
      height: Math.max(last.height, minimumSize.height),
    }
  const screen = workAreas[0] ?? defaultSize
  return {
    width: Math.max(minimumSize.width, Math.min(defaultSize.width, screen.width)),
    height: Math.max(minimumSize.height, Math.min(defaultSize.height, screen.height)),
  }
}

function isGraspable(window: Rectangle, area: Rectangle): boolean {
  const visibleWidth = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const isTopInside = window.y >= area.y && window.y + graspable.height <= area.y + area.height
  return isTopInside && visibleWidth >= graspable.width
}

/** Null where nothing usable was kept: the default place is no reason for an error. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

/** Written whole or not at all. A window that cannot keep its place is no reason for an error either. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(state))
    renameSync(`${file}.new`, file)
  } catch {
    // A read-only home: the window opens at its default place next time.
  }
}
