import { UserError } from '../../shared/errors.ts'
import { bundleProgram, type BundledProgram } from '../programs/bundleProgram.ts'
import type { ProgramInput } from '../programs/programSource.ts'
import type { RuntimePaths } from '../runtimePaths.ts'
import { suggest } from '../suggestions.ts'

const runnerSpecifier = 'forkscope:runner'

/**
 * Bundles the module of the mapped function with a `main` that conducts the experiment. Its exports stay
 * exports, so that workers find the function by its name.
 * @throws UserError when the program is wrong or does not export the function
 */
export async function bundleExperiment(
  program: ProgramInput,
  functionName: string,
  paths: Pick<RuntimePaths, 'libraryEntry' | 'experimentRunnerEntry'>,
): Promise<BundledProgram> {
  if (functionName === 'main') {
    throw new UserError('bad-input', "'main' starts a program and cannot be mapped: name another function.")
  }
  const bundled = await bundleProgram(program, {
    libraryEntry: paths.libraryEntry,
    wrapper: wrapperText(functionName),
    externals: { [runnerSpecifier]: paths.experimentRunnerEntry },
  })
  if (bundled.exports.includes(functionName)) return bundled
  await bundled.dispose()
  const exported = bundled.exports.filter((name) => name !== 'main')
  throw new UserError(
    'bad-program',
    `${bundled.name} exports no '${functionName}': write export before it.${suggest(functionName, exported)}`,
  )
}

function wrapperText(functionName: string): string {
  return [
    `import { main as conduct } from '${runnerSpecifier}'`,
    `import * as program from 'forkscope:program'`,
    `export * from 'forkscope:program'`,
    // A star does not export the default.
    ...(functionName === 'default' ? [`export { default } from 'forkscope:program'`] : []),
    `export const main = (plan) => conduct(program, plan)`,
  ].join('\n')
}
