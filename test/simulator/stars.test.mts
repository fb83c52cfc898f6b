import { signedIn, stop, type Caller } from './support/caller.mjs';
import { addFile, addFolder, batch, list, names } from './support/folders.mjs';

afterEach(stop);

async function mark(someone: Caller, how: 'star' | 'unstar', ...ids: string[]) {
	return await someone.drive('POST', `/drive/v1/files:${how}`, { body: { ids } });
}

describe('Stars', () => {
	test('are given and taken, and shown on files and folders', async () => {
		const someone = await signedIn();
		const books = await addFolder(someone, 'Books');
		const book = await addFile(someone, 'book.epub', books);
		expect((await mark(someone, 'star', books, book)).status).toBe(200);
		expect(await list(someone, '*')).toMatchObject([
			{ name: 'Books', starred: true, tags: [{ name: 'STAR' }] },
			{ name: 'book.epub', starred: true, tags: [{ name: 'STAR' }] },
		]);
		expect((await mark(someone, 'unstar', books)).status).toBe(200);
		expect(await list(someone)).toMatchObject([{ name: 'Books', starred: false, tags: [] }]);
	});

	test.each([
		[{ trashed: { eq: false }, system_tag: { in: 'STAR' } }, ['Books']],
		[{ starred: { eq: true } }, ['Books']],
		[{ starred: { eq: false } }, ['Films']],
	])('are a filter: %j', async (filters, expected) => {
		const someone = await signedIn();
		await mark(someone, 'star', await addFolder(someone, 'Books'));
		await addFolder(someone, 'Films');
		expect(names(await list(someone, '*', filters))).toEqual(expected);
	});

	test('stay with a file that is moved, and do not go to a copy', async () => {
		const someone = await signedIn();
		const book = await addFile(someone, 'book.epub');
		const films = await addFolder(someone, 'Films');
		await mark(someone, 'star', book);
		await batch(someone, 'Copy', [book], films);
		expect(await list(someone, films)).toMatchObject([{ starred: false }]);
		await batch(someone, 'Move', [book], films);
		expect(await list(someone, films)).toMatchObject([{ starred: false }, { starred: true }]);
	});

	test('are for files that are there, and all of them or none', async () => {
		const someone = await signedIn();
		const books = await addFolder(someone, 'Books');
		expect(await mark(someone, 'star', books, 'VNone')).toMatchObject({
			status: 404,
			body: { error: 'file_not_found' },
		});
		expect(await list(someone)).toMatchObject([{ starred: false }]);
	});

	test('have no route of the name that the others have', async () => {
		const someone = await signedIn();
		const body = { ids: [await addFolder(someone, 'Books')] };
		expect(await someone.drive('POST', '/drive/v1/files:batchStar', { body })).toMatchObject({
			status: 404,
			body: { error: 'not_found' },
		});
	});
});

describe('The plan of the account', () => {
	test.each([
		['empty', { expire: '2027-11-24T12:00:00.000+08:00', status: 'ok', type: 'platinum' }],
		['free', { expire: '', status: 'invalid', type: 'novip' }],
	] as const)('is told: %s', async (seed, data) => {
		const someone = await signedIn({ seed });
		const { status, body } = await someone.drive('GET', '/drive/v1/privilege/vip');
		const user_id = someone.simulator.account().userId;
		expect({ status, body }).toEqual({
			status: 200,
			body: { result: 'ACCEPTED', message: '', redirect_uri: '', data: { ...data, user_id } },
		});
	});
});
