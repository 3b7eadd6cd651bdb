import { importX } from 'eslint-plugin-import-x';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { catalogueText } from './eslint-rules/catalogue-text.mjs';

/** What each folder may import; the folder is the runtime (docs/architecture.md). */
const LAYERS = {
  core: [],
  native: [],
  models: ['core'],
  host: ['core', 'native', 'models'],
  electron: ['core', 'host'],
  renderer: ['core'],
};
const FOLDERS = Object.keys(LAYERS);

const layerRules = FOLDERS.map((folder) => ({
  files: [`${folder}/**/*.ts`, `${folder}/**/*.tsx`],
  ignores: ['**/*.test.ts', '**/*.test.tsx', '**/testing/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `(^|/)\\.\\.?/(.*/)?(${FOLDERS.filter((f) => f !== folder && !LAYERS[folder].includes(f)).join('|')})/`,
            message: `${folder}/ may import only ${LAYERS[folder].join(', ') || 'itself'} (docs/architecture.md).`,
          },
          ...(folder === 'core' || folder === 'renderer'
            ? [
                {
                  regex: '^(node:|fs$|path$|os$|child_process$)',
                  message: `${folder}/ has no Node.`,
                },
              ]
            : []),
          ...(folder === 'electron'
            ? []
            : [
                {
                  regex: '^electron(/|$)',
                  message: 'Only electron/ may import electron: elsewhere it starts a download.',
                },
              ]),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'out',
      'dist',
      '.cache',
      '.sdk',
      'test-results',
      'playwright-report',
      'coverage',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: {
        project: ['*/tsconfig.json', 'tests/tsconfig.json', 'tsconfig.tools.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/unbound-method': 'off',
      'import-x/no-cycle': ['error', { maxDepth: 12, ignoreExternal: true }],
      'max-lines': ['error', { max: 450, skipBlankLines: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
    settings: { 'import-x/extensions': ['.ts', '.tsx'], 'import-x/resolver': { typescript: true } },
  },
  ...layerRules,
  {
    files: ['renderer/**/*.tsx'],
    ignores: ['**/*.test.tsx', 'renderer/testing/**'],
    plugins: { local: { rules: { 'catalogue-text': catalogueText } } },
    rules: { 'local/catalogue-text': 'error' },
  },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.tsx'],
    plugins: { 'react-hooks': hooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    // Pixel and sample loops read typed arrays: `array[i]!` is the only form that costs nothing.
    files: ['**/*.test.ts', '**/*.test.tsx', 'e2e/**/*.ts', 'bench/**/*.ts', 'tests/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: globals.node },
    rules: { eqeqeq: 'error', 'no-unused-vars': 'error', 'no-undef': 'error' },
  },
);
