import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist/', 'unpackage/', 'node_modules/'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    languageOptions: { globals: { uni: 'readonly', wx: 'readonly', UniApp: 'readonly' } },
    rules: {
      'no-undef': 'off', // the type checker knows the globals of both builds
      complexity: ['error', 8],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 40, skipComments: true, skipBlankLines: true }],
      'vue/multi-word-component-names': 'off',
    },
  },
  {
    files: ['**/*.vue', 'tests/**', 'src/stores/**', 'src/lib/load.ts'],
    rules: { 'max-lines-per-function': 'off' }, // in a page and in a setup store the function is the module; the file limit holds
  },
)
