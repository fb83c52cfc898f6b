import { Stage } from './stage.mjs';

let stage: Stage;

beforeEach(async () => {
	stage = await Stage.set({});
});

afterEach(async () => {
	await stage.strike();
});

const MEGABYTE = 'x'.repeat(1_000_000);

test('a program that does not read its input ends as it likes', async () => {
	for (let time = 0; time < 20; time += 1) {
		expect(await stage.run('true', [], { input: MEGABYTE })).toEqual({ code: 0, out: '', err: '' });
	}
});

test('a program that reads its input is given all of it', async () => {
	expect((await stage.run('wc', ['-c'], { input: MEGABYTE })).out.trim()).toBe('1000000');
});

test('a program that cannot be run is told', async () => {
	await expect(stage.run('/no/such/program', [], { input: MEGABYTE })).rejects.toThrow('ENOENT');
});

test('a program whose time is up is ended', async () => {
	const { code } = await stage.run('sleep', ['60'], { ms: 100 });
	expect(code).toBe(-1);
});
