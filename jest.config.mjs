/**
 * TypeScript of the tests, the simulator and the shipped code is compiled to CommonJS on the way in. The nodes themselves
 * are tested as they are shipped, from `dist`: build first.
 *
 * @type {import('jest').Config}
 */
export default {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.mts'],
	// A machine that is busy, five requests a second, and ten seconds of waiting for another process.
	testTimeout: 60_000,
	// Each suite that boots n8n leaves a copy of it in the process; all together were more than Node.js has room for.
	workerIdleMemoryLimit: '1.5GB',
	testPathIgnorePatterns: ['<rootDir>/test/n8n/', '<rootDir>/test/queue/'],
	moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'mts', 'json'],
	moduleNameMapper: {
		'^(\\.{1,2}/.+)\\.js$': ['$1.ts', '$1.js'],
		'^(\\.{1,2}/.+)\\.mjs$': ['$1.mts', '$1.mjs'],
	},
	transform: {
		'\\.m?ts$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
};
