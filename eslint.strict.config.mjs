import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import { globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Ours, beside n8n's own eslint.config.mjs, which strict mode wants untouched: type-aware, and over everything.
export default tseslint.config(
	globalIgnores(['dist']),
	{
		files: ['**/*.ts', '**/*.mts'],
		extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
		languageOptions: { parserOptions: { projectService: true } },
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			'@typescript-eslint/array-type': ['error', { default: 'array-simple' }],
			'@typescript-eslint/only-throw-error': ['error', { allowRethrowing: true }],
			// What n8n awaits is async, whether or not there is something to await in it.
			'@typescript-eslint/require-await': 'off',
		},
	},
	{
		files: ['credentials/**/*.ts', 'nodes/**/*.ts', 'pikpak/**/*.ts'],
		rules: {
			'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
			complexity: ['error', 12],
		},
	},
	{
		// One of the rules of n8n that its own configuration switches off.
		files: ['nodes/**/*.ts'],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		rules: { 'n8n-nodes-base/node-param-type-options-max-value-present': 'error' },
	},
	{
		files: ['credentials/**/*.ts'],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		rules: { 'n8n-nodes-base/cred-class-field-type-options-password-missing': 'error' },
	},
);
