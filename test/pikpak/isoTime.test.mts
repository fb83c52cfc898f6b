import fc from 'fast-check';
import { inUtc, isoTime } from '../../pikpak/isoTime.js';

const HOUR_MS = 3_600_000;

/** As PikPak would write it. */
function ofChina(time: Date): string {
	const shifted = new Date(time.getTime() + 8 * HOUR_MS);
	return shifted.toISOString().replace('Z', '+08:00');
}

/** As JavaScript reads and writes it. */
function plainly(text: string): string | null {
	const milliseconds = Date.parse(text);
	return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

const anyTime = fc.date({ max: new Date('+275000-01-01T00:00:00Z'), noInvalidDate: true });
/** From the end of a February, in a leap year, to the beginning of April. */
const ofMarch = fc
	.integer({ min: 0, max: 36 * 24 * HOUR_MS })
	.map((since) => new Date(Date.UTC(2028, 1, 27) + since));

test.each([
	{ times: 'of any year', arbitrary: anyTime },
	{ times: 'of March', arbitrary: ofMarch },
])('times $times are told in UTC', ({ arbitrary }) => {
	fc.assert(
		fc.property(arbitrary, (time) => {
			expect(inUtc(ofChina(time))).toBe(time.toISOString());
		}),
		{ numRuns: 1000 },
	);
});

/** With one character of another kind. */
const nearlyTimes = fc
	.tuple(ofMarch, fc.nat({ max: 28 }), fc.constantFrom('0', '2', '3', '6', '9', '-', '+', 'Z', ' '))
	.map(([time, at, character]) => {
		const text = ofChina(time);
		return text.slice(0, at) + character + text.slice(at + 1);
	});

test('whatever else stands for a time is read as JavaScript reads it', () => {
	fc.assert(
		fc.property(fc.oneof(nearlyTimes, fc.string()), (text) => {
			expect(inUtc(text)).toBe(plainly(text));
		}),
		{ numRuns: 5000 },
	);
});

test.each(['', 'soon', '2026-13-01T10:00:00.000+08:00', '2026-11-30T24:30:00.000+08:00'])(
	'%j is no time',
	(text) => {
		expect(inUtc(text)).toBeNull();
	},
);

test('a time that is not known is null', () => {
	expect(isoTime(undefined)).toBeNull();
});
