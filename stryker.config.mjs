/** Changes the trigger's algorithm in many small ways, and tells which of them no test notices. */
export default {
	testRunner: 'jest',
	jest: {
		configFile: 'jest.config.mjs',
		// What these tests do not reach through a test of their own is not theirs to notice.
		config: { testMatch: ['<rootDir>/test/pikpak/watch/**/*.test.mts'] },
		enableFindRelatedTests: false,
	},
	mutate: ['pikpak/watch/*.ts'],
	ignorePatterns: ['dist'],
	coverageAnalysis: 'perTest',
	concurrency: 2,
	reporters: ['clear-text', 'progress'],
	cleanTempDir: 'always',
};
