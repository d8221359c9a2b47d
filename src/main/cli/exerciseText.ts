import { exerciseContent } from '../../lab/exercises/exerciseContent.ts'
import type { LoadedExercise } from '../../lab/exercises/loadExercise.ts'
import { UserError } from '../../shared/errors.ts'
import type { Exercise, Question } from '../../shared/exercise.ts'
import type { Terminal } from './terminal.ts'

/** `forkscope show <exercise>`: what a learner may see before an attempt. */
export function showExercise(
  terminal: Terminal,
  loaded: LoadedExercise,
  { json, starter, hint }: { json?: boolean; starter?: boolean; hint?: number },
): void {
  if (hint !== undefined) return showHint(terminal, loaded, hint)
  if (starter) return terminal.write(loaded.starter)
  if (json) return terminal.json(exerciseContent(loaded))
  for (const line of exerciseLines(loaded)) terminal.line(line)
}

function showHint(terminal: Terminal, { id, hints }: LoadedExercise, number: number): void {
  const hint = hints[number - 1]
  if (hint === undefined)
    throw new UserError('usage', `${id} has ${hints.length} hints: there is no hint ${number}.`)
  for (const line of hint.split('\n')) terminal.line(line)
}

function exerciseLines({ id, exercise, lesson, hints }: LoadedExercise): string[] {
  const { title, topic, level, minutes, summary } = exercise
  return [
    `${title} (${id})`,
    `${topic.replaceAll('-', ' ')}, ${level}, ${minutes} min. ${summary}`,
    '',
    ...lesson.trimEnd().split('\n'),
    ...section(
      'Parameters',
      exercise.parameters.map(({ name, help, default: value }) => `${name} = ${value}: ${help}`),
    ),
    ...section('Predict first', exercise.questions.flatMap(questionLines)),
    ...section('Checks', checkLines(exercise)),
    '',
    `Begin:   forkscope show ${id} --starter > mine.ts`,
    `Run:     forkscope run ${id} --program mine.ts`,
    `Grade:   forkscope check ${id} mine.ts`,
    `Hints:   forkscope show ${id} --hint 1 (there are ${hints.length})`,
  ]
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)]
}

function questionLines(question: Question): string[] {
  if (question.type === 'number') return [`${question.text} (${question.unit})`]
  return [question.text, ...question.options.map(({ text }, index) => `  ${'abcdef'.charAt(index)}) ${text}`)]
}

function checkLines({ checks, cases }: Exercise): string[] {
  const hidden = new Set(cases.filter(({ isHidden }) => isHidden).map(({ id }) => id))
  return checks.map((check) => {
    const isHidden = check.cases?.every((id) => hidden.has(id)) ?? false
    return `- ${check.text}${isHidden ? ' (with values that are not shown)' : ''}`
  })
}
