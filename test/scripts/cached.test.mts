import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached, cacheFolder } from '../../scripts/cached.mjs';

const usual = process.env['XDG_CACHE_HOME'];
let home: string;

beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), 'n8n-nodes-pikpak-cached-'));
	process.env['XDG_CACHE_HOME'] = home;
});

afterEach(async () => {
	if (usual === undefined) delete process.env['XDG_CACHE_HOME'];
	else process.env['XDG_CACHE_HOME'] = usual;
	await rm(home, { recursive: true, force: true });
});

const NAME = 'thing-1.0';

/** A thing works if its file says so; how often it was built is counted. */
function thing(content = 'good', during: () => Promise<void> = async () => undefined) {
	const kept = {
		name: NAME,
		builds: 0,
		async works(folder: string) {
			const file = join(folder, 'file');
			return existsSync(file) && (await readFile(file, 'utf8')).startsWith('good');
		},
		async build(folder: string) {
			kept.builds += 1;
			expect(await readdir(folder)).toEqual([]);
			await during();
			await writeFile(join(folder, 'file'), content);
		},
	};
	return kept;
}

async function stand(content: string): Promise<void> {
	await mkdir(join(cacheFolder(), NAME), { recursive: true });
	await writeFile(join(cacheFolder(), NAME, 'file'), content);
}

async function standing(): Promise<string> {
	return await readFile(join(cacheFolder(), NAME, 'file'), 'utf8');
}

test('what is kept is built once', async () => {
	const kept = thing();
	expect(await cached(kept)).toBe(join(cacheFolder(), NAME));
	expect(await cached(kept)).toBe(join(cacheFolder(), NAME));
	expect(kept.builds).toBe(1);
	expect(await readdir(cacheFolder())).toEqual([NAME]);
});

test('what does not work is replaced', async () => {
	await stand('bad');
	await cached(thing());
	expect(await standing()).toBe('good');
	expect(await readdir(cacheFolder())).toEqual([NAME]);
});

test('a build that breaks off, or does not work, leaves nothing', async () => {
	const broken = thing('good', async () => {
		throw new Error('no network');
	});
	await expect(cached(broken)).rejects.toThrow('no network');
	await expect(cached(thing('bad'))).rejects.toThrow('"thing-1.0" was built, and does not work.');
	expect(await readdir(cacheFolder())).toEqual([]);
});

test('what another process has finished in the meantime stays', async () => {
	await cached(
		thing('good, later', async () => {
			await stand('good, earlier');
		}),
	);
	expect(await standing()).toBe('good, earlier');
	expect(await readdir(cacheFolder())).toEqual([NAME]);
});

test('several at the same time all get one that works', async () => {
	const all = Array.from({ length: 8 }, (_, index) => cached(thing(`good ${String(index)}`)));
	expect(new Set(await Promise.all(all))).toEqual(new Set([join(cacheFolder(), NAME)]));
	expect(await standing()).toMatch(/^good \d$/);
	expect(await readdir(cacheFolder())).toEqual([NAME]);
});

test('what an interrupted build has left is removed after a day, and nothing else', async () => {
	const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
	for (const [name, hours] of [
		['building-old', 25],
		['building-new', 23],
		['thing-0.9', 1000],
	] as const) {
		const folder = join(cacheFolder(), name);
		await mkdir(join(folder, 'within'), { recursive: true });
		await utimes(folder, hoursAgo(hours), hoursAgo(hours));
	}
	await cached(thing());
	expect((await readdir(cacheFolder())).sort()).toEqual(['building-new', 'thing-0.9', NAME]);
});
