const pattern = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z.-]{1,100}))?(?:\+[0-9A-Za-z.-]{1,100})?$/

/** Whether it is a version of Semantic Versioning. */
export function isVersion(text: string): boolean {
  return pattern.test(text)
}

/**
 * Which of two versions is newer, by Semantic Versioning: negative when the first is older, 0 when neither is.
 *
 * @throws when one is no version.
 */
export function compareVersions(left: string, right: string): number {
  const [leftNumbers, leftPre] = parts(left)
  const [rightNumbers, rightPre] = parts(right)
  for (const [index, number] of leftNumbers.entries()) {
    const difference = number - rightNumbers[index]!
    if (difference !== 0) return difference
  }
  // A version is newer than what led up to it.
  if (leftPre === null || rightPre === null) return Number(leftPre === null) - Number(rightPre === null)
  for (let index = 0; index < Math.max(leftPre.length, rightPre.length); index++) {
    const order = compareIdentifiers(leftPre[index], rightPre[index])
    if (order !== 0) return order
  }
  return 0
}

function parts(version: string): [numbers: number[], preRelease: string[] | null] {
  const match = pattern.exec(version)
  if (!match) throw new Error(`'${version}' is not a version.`)
  return [match.slice(1, 4).map(Number), match[4]?.split('.') ?? null]
}

/** Numbers are older than words; the shorter list is older. */
function compareIdentifiers(left: string | undefined, right: string | undefined): number {
  if (left === right) return 0
  if (left === undefined) return -1
  if (right === undefined) return 1
  const isNumber = /^\d+$/
  const kinds = Number(isNumber.test(right)) - Number(isNumber.test(left))
  if (kinds !== 0) return kinds
  if (isNumber.test(left)) return Number(left) - Number(right)
  return left < right ? -1 : 1
}
