import {
  exerciseTopics,
  type ExerciseDescription,
  type ExerciseProgress,
  type ExerciseTopic,
} from '../../shared/exercise.ts'

export const topicTitles: Readonly<Record<ExerciseTopic, string>> = {
  processes: 'Processes',
  'processes-and-threads': 'Processes and threads, measured',
  pools: 'Pools',
  queues: 'Queues',
  pipes: 'Pipes',
  sharing: 'Sharing',
  'real-work': 'Real work',
}

export type ProgressByExercise = Readonly<Record<string, ExerciseProgress>>
export type ExerciseStatus = 'new' | 'begun' | 'passed'

export const statusWords: Readonly<Record<ExerciseStatus, string>> = {
  new: 'not begun',
  begun: 'begun',
  passed: 'passed',
}

export function statusOf(progress: ExerciseProgress | undefined): ExerciseStatus {
  if (!progress) return 'new'
  if (progress.passedAt !== null) return 'passed'
  const { attempts, hintsShown, source, predictions } = progress
  const isBegun = attempts > 0 || hintsShown > 0 || source !== null || Object.keys(predictions).length > 0
  return isBegun ? 'begun' : 'new'
}

export interface ListedExercise extends ExerciseDescription {
  /** As in its folder's name: `03`; empty where there is none. */
  number: string
  status: ExerciseStatus
}

export interface TopicGroup {
  topic: ExerciseTopic
  title: string
  exercises: readonly ListedExercise[]
  /** Of all of the topic's, also those that a search leaves out. */
  passed: number
  total: number
}

/** The exercises by topic, in the order of the topics; those that have every word of `query`. */
export function groupExercises(
  exercises: readonly ExerciseDescription[],
  progress: ProgressByExercise,
  query: string,
): TopicGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return exerciseTopics.flatMap((topic) => {
    const all = exercises
      .filter((exercise) => exercise.topic === topic)
      .map((exercise) => listed(exercise, progress))
    const found = all.filter((exercise) => words.every((word) => searchText(exercise).includes(word)))
    if (found.length === 0) return []
    const passed = all.filter(({ status }) => status === 'passed').length
    return [{ topic, title: topicTitles[topic], exercises: found, passed, total: all.length }]
  })
}

function listed(exercise: ExerciseDescription, progress: ProgressByExercise): ListedExercise {
  return { ...exercise, number: numberOf(exercise.id), status: statusOf(progress[exercise.id]) }
}

export function numberOf(id: string): string {
  return /^(\d+)-/.exec(id)?.[1] ?? ''
}

function searchText({ id, title, summary, topic, level, status }: ListedExercise): string {
  return `${id} ${title} ${summary} ${topicTitles[topic]} ${level} ${statusWords[status]}`.toLowerCase()
}

export interface ExercisePlace {
  topicTitle: string
  /** Its place among those of its topic, from 1. */
  number: number
  of: number
  previous: ExerciseDescription | null
  next: ExerciseDescription | null
}

/** Where an exercise stands in the catalogue; null when it is not in it (any more). */
export function placeOf(exercises: readonly ExerciseDescription[], id: string): ExercisePlace | null {
  const inOrder = exerciseTopics.flatMap((topic) => exercises.filter((exercise) => exercise.topic === topic))
  const at = inOrder.findIndex((exercise) => exercise.id === id)
  const here = inOrder[at]
  if (!here) return null
  const ofTopic = inOrder.filter(({ topic }) => topic === here.topic)
  return {
    topicTitle: topicTitles[here.topic],
    number: ofTopic.indexOf(here) + 1,
    of: ofTopic.length,
    previous: inOrder[at - 1] ?? null,
    next: inOrder[at + 1] ?? null,
  }
}

/** What to go on with: the first that is begun and not passed, else the first that is new; null when all passed. */
export function resumeWith(
  exercises: readonly ExerciseDescription[],
  progress: ProgressByExercise,
): ListedExercise | null {
  const all = groupExercises(exercises, progress, '').flatMap((group) => group.exercises)
  return all.find(({ status }) => status === 'begun') ?? all.find(({ status }) => status === 'new') ?? null
}

/** The exercise that explains a finding, by the finding's code. */
export function explaining(
  exercises: readonly ExerciseDescription[],
  code: string,
): ExerciseDescription | null {
  return exercises.find(({ explains }) => explains.includes(code)) ?? null
}
