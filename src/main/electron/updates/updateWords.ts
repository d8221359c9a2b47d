import type { UpdateNews, UpdateProblem } from './updateMachine.ts'

export interface Words {
  type: 'info' | 'warning'
  message: string
  detail: string
}

/** What the user is told of updates. */
export function newsWords(news: UpdateNews, currentVersion: string): Words {
  switch (news.about) {
    case 'upToDate':
      return {
        type: 'info',
        message: 'Forkscope is up to date.',
        detail: `This is version ${currentVersion}.`,
      }
    case 'downloading':
      return {
        type: 'info',
        message: `Forkscope ${news.version} is being downloaded.`,
        detail: 'It is installed when you quit.',
      }
    case 'ready':
      return {
        type: 'info',
        message: `Forkscope ${news.version} is downloaded and verified.`,
        detail: 'It is installed when you quit. Until then nothing changes.',
      }
    case 'problem':
      return problemWords(news.problem)
  }
}

function problemWords({ kind, message: facts }: UpdateProblem): Words {
  switch (kind) {
    case 'refused':
      return {
        type: 'warning',
        message: 'An update was refused.',
        detail: `${facts} You keep the version that you have. If this comes again, tell those who gave you Forkscope.`,
      }
    case 'older':
      return { type: 'info', message: 'There is no newer version.', detail: facts }
    case 'unreachable':
      return {
        type: 'warning',
        message: 'The update could not be fetched.',
        detail: `${facts} Try again later.`,
      }
    case 'unusable':
      return { type: 'warning', message: 'There is no update that can be used.', detail: facts }
  }
}

export function offerWords(version: string, currentVersion: string): Words {
  return {
    type: 'info',
    message: `Forkscope ${version} is available.`,
    detail: `You have ${currentVersion}. It is downloaded now, verified, and installed when you quit; runs are not disturbed.`,
  }
}

/** Why this build looks for no updates. */
export type WhyOff = 'not-configured' | 'no-key' | 'bad-feed' | 'not-this-package'

export function offWords(why: WhyOff, currentVersion: string): Words {
  const reasons: Record<WhyOff, string> = {
    'not-configured': 'It was built without an address for updates, so it asks nobody.',
    'no-key': 'It was built without the key that updates are verified with, so it takes none.',
    'bad-feed': 'What it was built with for updates is no address that is trusted (https is).',
    'not-this-package': 'Packages of this kind are not replaced from inside.',
  }
  return {
    type: 'info',
    message: 'This Forkscope does not update itself.',
    detail: `${reasons[why]} You have version ${currentVersion}; newer ones are where you got this one.`,
  }
}
