import base from './jest.n8n.config.mjs';

/**
 * The package in an n8n of several processes, under load.
 *
 * @type {import('jest').Config}
 */
export default {
	...base,
	testMatch: ['<rootDir>/test/queue/**/*.test.mts'],
	testTimeout: 600_000,
};
