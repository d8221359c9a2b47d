import { exerciseFileNames } from './exerciseFiles.ts'
import { problem, type ExerciseProblem } from './problems.ts'

const mostHints = 12
const headingPattern = /^##(?!#)\s*(.*)$/

/**
 * The hints of `hints.md`, one after the other: each begins with a heading `## …` and goes up to the next. The
 * heading belongs to the hint. Headings inside of a block of code (```` ``` ````) are code.
 */
export function parseHints(text: string): { hints: string[]; problems: ExerciseProblem[] } {
  const hints: string[][] = []
  const problems: ExerciseProblem[] = []
  let isCode = false
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const isHeading = !isCode && headingPattern.test(line)
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode
    if (isHeading) hints.push([line])
    else if (hints.length > 0) hints[hints.length - 1]?.push(line)
    else if (line.trim() !== '' && !/^#\s/.test(line) && problems.length === 0)
      problems.push(hintProblem(`line ${index + 1}`, 'is before the first hint: begin each with "## ".'))
  }
  const whole = hints.map((lines) => lines.join('\n').trim())
  for (const [index, hint] of whole.entries()) {
    if (!hint.includes('\n')) problems.push(hintProblem(`hint ${index + 1}`, 'has a heading and no text.'))
  }
  if (whole.length > mostHints)
    problems.push(hintProblem('', `holds ${whole.length} hints; at most ${mostHints} help anybody.`))
  return { hints: whole, problems }
}

function hintProblem(path: string, message: string): ExerciseProblem {
  return problem(exerciseFileNames.hints, path, message)
}
