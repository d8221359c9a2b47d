import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import reactHooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import tseslint from 'typescript-eslint'

/**
 * Type-aware rules that find real bugs and are cheap; the rest of what types say is left to `tsc`.
 * @type {import('eslint').Linter.RulesRecord}
 */
const typeAware = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
  ],
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/no-base-to-string': 'error',
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
}

export default defineConfig(
  { ignores: ['out/', 'dist/', 'artifacts/', 'coverage/', 'resources/programs/broken/'] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 80 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  {
    // Tools load these by their default export.
    files: ['**/*.config.{mjs,ts}', '.dependency-cruiser.mjs', 'test/support/summaryReporter.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    // One program for all: a project for each layer takes twice the time.
    languageOptions: {
      parserOptions: { project: './tsconfig.lint.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...typeAware,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'electron', message: 'Only src/main/electron and src/preload may import electron.' },
          ],
        },
      ],
    },
  },
  { files: ['src/main/electron/**', 'src/preload/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['src/renderer/**'], extends: [reactHooks.configs.flat.recommended] },
  {
    files: ['test/**'],
    rules: {
      // A `describe` is one function; its cases are what should be short.
      'max-lines-per-function': 'off',
      // The stand-in of electron and its users are tests of that seam.
      'no-restricted-imports': 'off',
    },
  },
  {
    // Programs of users: they are bundled with `multiprocessing`, outside of any project here.
    files: ['resources/**/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { project: false } },
  },
)
