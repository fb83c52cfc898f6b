/**
 * The arrows of ARCHITECTURE.md: nodes, credentials → pikpak → nothing; the simulator knows nothing of the package.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
	forbidden: [
		{
			name: 'pikpak-knows-nothing-but-pikpak',
			severity: 'error',
			from: { path: '^pikpak/' },
			to: { pathNot: ['^pikpak/', '^crypto$'] },
		},
		{
			name: 'nodes-know-pikpak-and-n8n',
			severity: 'error',
			from: { path: '^nodes/' },
			to: { pathNot: ['^nodes/', '^pikpak/', '^node_modules/n8n-workflow/'] },
		},
		{
			name: 'credentials-know-pikpak-n8n-and-three-files-of-the-node',
			severity: 'error',
			from: { path: '^credentials/' },
			to: {
				pathNot: [
					'^nodes/PikPak/(credential|errors|transport)\\.ts$',
					'^pikpak/',
					'^node_modules/n8n-workflow/',
				],
			},
		},
		{
			name: 'simulator-knows-nothing-of-the-package',
			severity: 'error',
			from: { path: '^simulator/' },
			to: { path: '^(credentials|nodes|pikpak|test|scripts|dist)/' },
		},
		{ name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsConfig: { fileName: 'tsconfig.json' },
		tsPreCompilationDeps: true,
		enhancedResolveOptions: { extensions: ['.ts', '.mts', '.js', '.mjs', '.json'] },
	},
};
