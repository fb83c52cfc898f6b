import base from './jest.config.mjs';

/**
 * The package in a real n8n. It is installed on first use, and polls once a minute at most: this takes time.
 *
 * @type {import('jest').Config}
 */
export default {
	...base,
	testMatch: ['<rootDir>/test/n8n/**/*.test.mts'],
	testPathIgnorePatterns: [],
	// Here n8n is a program of its own.
	workerIdleMemoryLimit: undefined,
	testTimeout: 300_000,
	// One n8n at a time: two starve each other on a small machine.
	maxWorkers: 1,
};
