import type { Exercise } from '../../shared/exercise.ts'
import type { Parameter } from '../../shared/workload.ts'
import { patternProblem } from '../grading/patterns.ts'
import { suggest } from '../suggestions.ts'
import { senselessness } from './checkSense.ts'
import { exerciseFileNames, type ExerciseTexts } from './exerciseFiles.ts'
import { patternsOf } from './patternsOf.ts'
import { problem, warning, type ExerciseProblem } from './problems.ts'

/** Checks that every exercise has without naming them; see docs/lab/exercises.md. */
export const impliedChecks = ['completes', 'limits'] as const

const mostLessonWords = 400

/** What the schema cannot say: names that lead nowhere, values out of range, checks of nothing. Pure. */
export function ruleProblems(
  exercise: Exercise,
  texts: ExerciseTexts,
  hints: readonly string[],
): ExerciseProblem[] {
  return [
    ...duplicates(exercise),
    ...unknownNames(exercise),
    ...exercise.parameters.flatMap((parameter, index) =>
      parameterProblems(parameter, `parameters[${index}]`),
    ),
    ...caseParameterProblems(exercise),
    ...patternProblems(exercise),
    ...senselessChecks(exercise),
    ...textProblems(texts, hints),
  ]
}

const wrong = (path: string, message: string): ExerciseProblem =>
  problem(exerciseFileNames.description, path, message)

function duplicates({ checks, cases, questions, parameters }: Exercise): ExerciseProblem[] {
  return [
    ...repeated(
      checks.map(({ id }) => id),
      'checks',
      'id',
    ),
    ...repeated(
      cases.map(({ id }) => id),
      'cases',
      'id',
    ),
    ...repeated(
      questions.map(({ id }) => id),
      'questions',
      'id',
    ),
    ...repeated(
      parameters.map(({ name }) => name),
      'parameters',
      'name',
    ),
    ...questions.flatMap((question, index) =>
      question.type === 'choice'
        ? repeated(
            question.options.map(({ id }) => id),
            `questions[${index}].options`,
            'id',
          )
        : [],
    ),
  ]
}

function repeated(names: readonly string[], list: string, field: string): ExerciseProblem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [wrong(`${list}[${index}].${field}`, `'${name}' is there twice: give each its own.`)]
      : [],
  )
}

function unknownNames({ checks, cases, questions, starterFails }: Exercise): ExerciseProblem[] {
  const checkIds = [...checks.map(({ id }) => id), ...impliedChecks]
  const caseIds = cases.map(({ id }) => id)
  const reserved = checks.flatMap(({ id }, index) =>
    impliedChecks.some((implied) => implied === id)
      ? [wrong(`checks[${index}].id`, `'${id}' is a check that every exercise has: choose another name.`)]
      : [],
  )
  return [
    ...reserved,
    ...missing(starterFails, checkIds, 'starterFails', 'check'),
    ...checks.flatMap((check, index) =>
      missing(check.cases ?? [], caseIds, `checks[${index}].cases`, 'case'),
    ),
    ...questions.flatMap((question, index) =>
      question.type === 'choice' && !question.options.some(({ id }) => id === question.answer)
        ? [
            wrong(
              `questions[${index}].answer`,
              unknown(
                'option',
                question.answer,
                question.options.map(({ id }) => id),
              ),
            ),
          ]
        : [],
    ),
    ...cases.flatMap(({ id }, index) =>
      checks.every((check) => check.cases !== undefined && !check.cases.includes(id))
        ? [wrong(`cases[${index}]`, `No check looks at the case '${id}': add one, or remove the case.`)]
        : [],
    ),
    ...(cases.every(({ isHidden }) => isHidden)
      ? [wrong('cases', 'All cases are hidden: the learner sees the run of the first that is not.')]
      : []),
  ]
}

function missing(
  names: readonly string[],
  known: readonly string[],
  path: string,
  what: string,
): ExerciseProblem[] {
  return names.flatMap((name, index) =>
    known.includes(name) ? [] : [wrong(`${path}[${index}]`, unknown(what, name, known))],
  )
}

function unknown(what: string, name: string, known: readonly string[]): string {
  return `There is no ${what} '${name}'.${suggest(name, known)}`
}

function parameterProblems(parameter: Parameter, path: string): ExerciseProblem[] {
  if (parameter.type === 'choice') {
    const { choices, default: value } = parameter
    if (choices.length === 0) return [wrong(`${path}.choices`, 'must name at least one choice.')]
    return choices.includes(value) ? [] : [wrong(`${path}.default`, unknown('choice', value, choices))]
  }
  const { min, max, default: value } = parameter
  if (min > max) return [wrong(`${path}.max`, `is smaller than min: ${max} < ${min}.`)]
  return value >= min && value <= max
    ? []
    : [wrong(`${path}.default`, `is not from ${min} to ${max}: ${value}.`)]
}

function caseParameterProblems({ parameters, cases }: Exercise): ExerciseProblem[] {
  return cases.flatMap(({ params }, index) =>
    Object.entries(params).flatMap(([name, value]) => {
      const path = `cases[${index}].params.${name}`
      const parameter = parameters.find((each) => each.name === name)
      if (parameter) return valueProblem(parameter, value, path)
      // A case may pass what is no parameter, such as a list; a name that is nearly one is a slip.
      const near = suggest(
        name,
        parameters.map((each) => each.name),
      )
      return near.includes('Did you mean') ? [wrong(path, `There is no such parameter.${near}`)] : []
    }),
  )
}

function valueProblem(parameter: Parameter, value: unknown, path: string): ExerciseProblem[] {
  if (parameter.type === 'choice')
    return parameter.choices.includes(String(value))
      ? []
      : [wrong(path, unknown('choice', String(value), parameter.choices))]
  const { min, max } = parameter
  const isWhole = parameter.type === 'number' || Number.isInteger(value)
  if (typeof value === 'number' && isWhole && value >= min && value <= max) return []
  const kind = parameter.type === 'integer' ? 'a whole number' : 'a number'
  return [wrong(path, `must be ${kind} from ${min} to ${max}, not ${JSON.stringify(value)}.`)]
}

function patternProblems(exercise: Exercise): ExerciseProblem[] {
  return patternsOf(exercise).flatMap(({ path, pattern }) => {
    const message = patternProblem(pattern)
    return message === undefined ? [] : [wrong(path, message)]
  })
}

function senselessChecks({ checks }: Exercise): ExerciseProblem[] {
  return checks.flatMap((check, index) => {
    const message = senselessness(check)
    return message === undefined ? [] : [wrong(`checks[${index}]`, message)]
  })
}

function textProblems(
  { lesson, hints: hintText }: ExerciseTexts,
  hints: readonly string[],
): ExerciseProblem[] {
  const words = lesson.replace(/```[^]*?(```|$)/g, ' ').match(/\S+/g)?.length ?? 0
  const { lesson: lessonFile, hints: hintsFile } = exerciseFileNames
  return [
    ...(words > mostLessonWords
      ? [
          warning(
            lessonFile,
            '',
            `has ${words} words besides its code; a lesson has at most ${mostLessonWords}. Say less.`,
          ),
        ]
      : []),
    ...(lesson !== '' && words === 0 ? [problem(lessonFile, '', 'is empty: say what it is about.')] : []),
    ...(hintText !== '' && hints.length === 0
      ? [problem(hintsFile, '', 'holds no hint: begin each with a heading, "## …".')]
      : []),
  ]
}
