import { downloadLink } from '../../pikpak/downloadLink.js';

const URL = 'https://download.example/?fid=1&expire=1795536000';

test('the end of a link is what its address says', () => {
	const links = {
		'application/octet-stream': { url: URL, expire: '2030-01-01T00:00:00.000+08:00' },
	};
	const told = { downloadUrl: URL, linkExpiresAt: '2026-11-24T16:00:00.000Z' };
	expect(downloadLink({ id: 'a', links })).toEqual(told);
	expect(downloadLink({ id: 'a', web_content_link: URL })).toEqual(told);
});

test.each([
	['', null],
	['https://download.example/?fid=1', 'https://download.example/?fid=1'],
	['https://download.example/?expire=soon', 'https://download.example/?expire=soon'],
	[
		'https://download.example/?expire=9999999999999',
		'https://download.example/?expire=9999999999999',
	],
	['not an address', 'not an address'],
])('"%s" tells no end', (link, downloadUrl) => {
	expect(downloadLink({ id: 'a', web_content_link: link })).toEqual({
		downloadUrl,
		linkExpiresAt: null,
	});
});
