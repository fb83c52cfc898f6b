import { createHash } from 'node:crypto';
import { blockSizeOf, cidOf, gcidOf } from '../../simulator/drive/hashes.mjs';

/** Byte i is i mod 256. */
const pattern = (size: number) =>
	Buffer.alloc(size, Buffer.from(Array.from({ length: 256 }, (_, i) => i)));

/** Computed apart from this code, in Python. */
const VECTORS: Array<[what: string, bytes: Buffer, gcid: string, cid: string]> = [
	[
		'nothing',
		Buffer.alloc(0),
		'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709',
		'da39a3ee5e6b4b0d3255bfef95601890afd80709',
	],
	[
		'"hello"',
		Buffer.from('hello'),
		'6B4F89A54E2D27ECD7E8DA05B4AB8FD9D1D8B119',
		'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d',
	],
	[
		'the most of which the cid sees everything',
		pattern(61_440),
		'D4BB3C87B08B9A28033DCA309642EA7AC74E25CB',
		'e2843800ff07c39417be50f516fa0f7bbef9f723',
	],
	[
		'one byte more',
		pattern(61_441),
		'AFB07343DE2B8DD82CBDEDA202337A345EEEF512',
		'dd9cbc5d2bfd38c7dad24dc0499db0ed0a5175c7',
	],
	[
		'one block',
		pattern(262_144),
		'1592A0A4C2552DCE960C4302C5FCBEAB74AD90B7',
		'bbe20412667bf084b25228a3caa9740850c467f2',
	],
	[
		'a block and a byte',
		Buffer.concat([pattern(262_144), Buffer.from([0xff])]),
		'8D8E0641A07D3B8680976CFE8B4D0ACA47D0F844',
		'2becc045004f2442fc647bc64a48e5950e15af75',
	],
	[
		'four blocks',
		pattern(1_048_576),
		'4829EBB1CE133E4AE13939C3DDE953C138E60171',
		'bbe20412667bf084b25228a3caa9740850c467f2',
	],
];

describe('The hashes of a file', () => {
	test.each(VECTORS)('are as computed elsewhere for %s', (_what, bytes, gcid, cid) => {
		expect(gcidOf(bytes)).toBe(gcid);
		expect(cidOf(bytes)).toBe(cid);
	});

	test.each([
		[0, 262_144],
		[134_217_727, 262_144],
		[134_217_728, 262_144],
		[134_217_729, 524_288],
		[268_435_456, 524_288],
		[268_435_457, 1_048_576],
		[536_870_912, 1_048_576],
		[536_870_913, 2_097_152],
		[1_073_741_825, 2_097_152],
	])('of %d bytes are made of blocks of %d bytes', (size, block) => {
		expect(blockSizeOf(size)).toBe(block);
	});

	test('take blocks of twice the size above 128 MiB', () => {
		const bytes = Buffer.alloc(134_217_729);
		const sha1 = (part: Buffer) => createHash('sha1').update(part).digest();
		const blocks = Array.from({ length: 256 }, () => sha1(Buffer.alloc(524_288)));
		const whole = sha1(Buffer.concat([...blocks, sha1(Buffer.alloc(1))]));
		expect(gcidOf(bytes)).toBe(whole.toString('hex').toUpperCase());
	});
});
