import { mkdir, readdir, realpath, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create } from 'tar';
import { run } from '../n8n/command.mjs';
import { installN8n, type N8nInstallation } from '../n8n/install.mjs';
import { unpackTarball } from '../n8n/package.mjs';
import { beside, digits, inRounds, paired, type Measurement, type Row } from './measurement.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const ROUNDS = 5;

/** The compiled nodes and credentials of a service, in some package. */
interface Nodes {
	name: string;
	/** The package. */
	folder: string;
	/** Whatever of these paths in it begins so. */
	parts: string[];
	/** The action node. */
	node: string;
}

const OTHERS: ReadonlyArray<Omit<Nodes, 'folder'>> = [
	{
		name: 'Google Drive',
		parts: [
			'dist/nodes/Google/Drive/',
			'dist/credentials/GoogleApi.',
			'dist/credentials/GoogleDriveOAuth2Api.',
		],
		node: 'dist/nodes/Google/Drive/GoogleDrive.node.js',
	},
	{
		name: 'Dropbox',
		parts: [
			'dist/nodes/Dropbox/',
			'dist/credentials/DropboxApi.',
			'dist/credentials/DropboxOAuth2Api.',
		],
		node: 'dist/nodes/Dropbox/Dropbox.node.js',
	},
];

/** How large the package is, and how long n8n takes to load its node. */
export const packageSize: Measurement = {
	method: [
		"Package: the compiled nodes and credentials, beside those of n8n's own package for two other drives; what these share with others in that package is not counted.",
		'They are packed alike, by tar and gzip as npm does; "All files" has their type declarations and source maps too, which this package does not ship.',
		`Load: the action node by n8n's own loader, in a new process that has loaded n8n's core, of n8n 2 on its Node.js; by turns, ${String(ROUNDS)} times, the medians.`,
	].join(' '),
	measure: async () => {
		const n8n = await installN8n('2', (sentence) => {
			process.stderr.write(`${sentence}\n`);
		});
		return await rowsFor(n8n, await realpath(temporaryFolder()));
	},
};

async function rowsFor(n8n: N8nInstallation, temporary: string): Promise<Row[]> {
	const modules = dirname(dirname(dirname(n8n.program)));
	const folder = join(temporary, 'node_modules', 'n8n-nodes-pikpak');
	await mkdir(folder, { recursive: true });
	await unpackTarball(ROOT, folder);
	await symlink(
		await realpath(join(modules, 'n8n-workflow')),
		join(temporary, 'node_modules', 'n8n-workflow'),
	);
	const ours = {
		name: 'PikPak',
		folder,
		parts: ['dist/'],
		node: 'dist/nodes/PikPak/PikPak.node.js',
	};
	const others = OTHERS.map((nodes) => ({ ...nodes, folder: join(modules, 'n8n-nodes-base') }));
	const [mySize, ...sizes] = await Promise.all(
		[ours, ...others].map(async (nodes) => await sizesOf(nodes, temporary)),
	);
	const [myLoads, ...loads] = await inRounds(
		ROUNDS,
		[ours, ...others].map((nodes) => async () => await loadMsOf(n8n, nodes, temporary)),
	);
	if (mySize === undefined || myLoads === undefined) throw new Error('Nothing was measured.');
	const row = (measured: string, at: string, mine: number, theirs: readonly number[]): Row[] =>
		others.map(({ name }, index) => ({
			measured,
			at,
			...beside(name, [[mine, theirs[index] ?? NaN]]),
		}));
	const sizeRow = (measured: string, at: string, part: keyof Sizes) =>
		row(
			measured,
			at,
			mySize[part],
			sizes.map((size) => size[part]),
		);
	return [
		...(await publishedRows()),
		...sizeRow('Nodes and credentials, kB', 'JavaScript', 'codeKb'),
		...sizeRow('Nodes and credentials, files', 'JavaScript', 'codeFiles'),
		...sizeRow('Nodes and credentials, kB', 'all files', 'kb'),
		...sizeRow('Nodes and credentials, files', 'all files', 'files'),
		...sizeRow('Nodes and credentials, kB', 'all files, packed', 'packedKb'),
		...others.map(({ name }, index) => ({
			measured: 'Load of the action node, ms',
			at: 'n8n 2',
			...beside(name, paired(myLoads, loads[index] ?? [])),
		})),
	];
}

/** What npm says of the package as it would be published. */
async function publishedRows(): Promise<Row[]> {
	const { out } = await run('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
		cwd: ROOT,
	});
	const [{ size, unpackedSize, entryCount }] = JSON.parse(out) as [
		{ size: number; unpackedSize: number; entryCount: number },
	];
	const row = (at: string, ours: number): Row => ({
		measured: 'Published package',
		at,
		ours: digits(ours),
	});
	return [
		row('packed, kB', size / 1000),
		row('unpacked, kB', unpackedSize / 1000),
		row('files', entryCount),
	];
}

interface Sizes {
	codeKb: number;
	codeFiles: number;
	kb: number;
	files: number;
	packedKb: number;
}

async function sizesOf({ name, folder, parts }: Nodes, temporary: string): Promise<Sizes> {
	const entries = await readdir(join(folder, 'dist'), { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)))
		.filter((path) => parts.some((part) => path.startsWith(part)));
	const code = files.filter((path) => path.endsWith('.js'));
	const kbOf = async (paths: string[]) => {
		const sizes = await Promise.all(
			paths.map(async (path) => (await stat(join(folder, path))).size),
		);
		return sizes.reduce((sum, size) => sum + size, 0) / 1000;
	};
	const file = join(temporary, `${name}.tgz`);
	await create({ file, cwd: folder, gzip: { level: 9 }, portable: true }, files);
	return {
		codeKb: await kbOf(code),
		codeFiles: code.length,
		kb: await kbOf(files),
		files: files.length,
		packedKb: (await stat(file)).size / 1000,
	};
}

/** Run by n8n's Node.js: n8n's package, that of the node, and the node in it. */
const LOAD = `
	const [n8n, folder, node] = process.argv.slice(1);
	const { createRequire } = require('node:module');
	const ofN8n = createRequire(n8n);
	ofN8n('reflect-metadata');
	const loader = new (ofN8n('n8n-core').PackageDirectoryLoader)(folder);
	const start = performance.now();
	loader.loadNodeFromFile(node);
	console.log(performance.now() - start);
	process.exit();
`;

async function loadMsOf(
	{ node: nodeJs, program }: N8nInstallation,
	{ folder, node }: Nodes,
	temporary: string,
): Promise<number> {
	const { code, output } = await run(nodeJs, ['-e', LOAD, program, folder, node], {
		env: { ...process.env, N8N_USER_FOLDER: temporary },
	});
	const milliseconds = Number(output.trim().split('\n').at(-1));
	if (code !== 0 || !(milliseconds > 0)) throw new Error(`${node} was not loaded:\n${output}`);
	return milliseconds;
}
