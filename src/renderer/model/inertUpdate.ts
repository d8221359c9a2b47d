import type { RunEvent, RunSnapshot, RunUpdate } from '../../shared/runUpdate.ts'
import { inertLines, inertText } from './inertText.ts'

/** No name is read further; a program may give one of any length. */
const maxNameCharacters = 120
/** Of a sentence with such names in it. */
const maxSentenceCharacters = 1000

/**
 * An update with all names, and the sentences that name them, inert and short. The report stays as the host wrote it,
 * since it is what a file keeps.
 */
export function inertUpdate(update: RunUpdate): RunUpdate {
  return { ...update, snapshot: inertSnapshot(update.snapshot), events: update.events.map(inertEvent) }
}

function inertSnapshot(snapshot: RunSnapshot): RunSnapshot {
  const { progress } = snapshot
  return {
    ...snapshot,
    processes: snapshot.processes.map((process) => ({
      ...process,
      name: inertName(process.name),
      endCause: process.endCause === null ? null : inertSentence(process.endCause),
      waits: process.waits.map((wait) => ({ ...wait, label: inertSentence(wait.label) })),
    })),
    channels: snapshot.channels.map(withInertName),
    locks: snapshot.locks.map(withInertName),
    progress: progress && { ...progress, label: inertName(progress.label) },
    findings: snapshot.findings.map((finding) => ({ ...finding, message: inertSentence(finding.message) })),
  }
}

function inertEvent(event: RunEvent): RunEvent {
  return 'name' in event ? { ...event, name: inertName(event.name) } : event
}

function withInertName<T extends { name: string }>(named: T): T {
  return { ...named, name: inertName(named.name) }
}

function inertName(name: string): string {
  return inertText(shortened(name, maxNameCharacters))
}

function inertSentence(sentence: string): string {
  return inertLines(shortened(sentence, maxSentenceCharacters))
}

function shortened(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text
}
