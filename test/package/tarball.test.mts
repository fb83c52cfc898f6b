import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
	dependencies?: unknown;
	peerDependencies: unknown;
	n8n: { credentials: string[]; nodes: string[] };
};

test('what is published is what the committed list says', () => {
	const packed = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json']);
	const [{ files }] = JSON.parse(packed.toString()) as [{ files: Array<{ path: string }> }];
	const listed = readFileSync('test/package/tarball.txt', 'utf8').trim().split('\n');
	expect(files.map(({ path }) => path).sort()).toEqual(listed);
});

test('what is published runs with n8n-workflow alone', () => {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-pikpak-alone-'));
	try {
		cpSync('dist', join(folder, 'dist'), { recursive: true });
		mkdirSync(join(folder, 'node_modules'));
		symlinkSync(
			join(process.cwd(), 'node_modules', 'n8n-workflow'),
			join(folder, 'node_modules', 'n8n-workflow'),
		);
		const files = [...manifest.n8n.credentials, ...manifest.n8n.nodes];
		const load = files.map((file) => `Object.keys(require('./${file}'))[0]`).join(',');
		const loaded = execFileSync('node', ['-p', `[${load}].join()`], { cwd: folder });
		expect(loaded.toString().trim()).toBe('PikPakApi,PikPak,PikPakTrigger');
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

test('nothing but n8n-workflow is asked of a user', () => {
	expect(manifest.dependencies).toBeUndefined();
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
});

test('the lock file names no place to download from', () => {
	expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved": "https?:/);
});

test("n8n's verification scanner passes on the source and on the tarball", () => {
	// Its rules for file names are others when NODE_ENV is "test".
	const env = { ...process.env, NODE_ENV: 'production' };
	const verdicts = execFileSync('npx', ['tsx', 'scripts/scan.mts'], { encoding: 'utf8', env });
	expect(JSON.parse(verdicts)).toEqual({ source: { passed: true }, tarball: { passed: true } });
}, 120_000);
