import fc from 'fast-check';
import { isoTime } from '../../pikpak/isoTime.js';

const LATEST = 8_640_000_000_000_000;

test('a time is written as JavaScript writes it', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: -LATEST, max: LATEST })), (times) => {
			expect(times.map(isoTime)).toEqual(times.map((time) => new Date(time).toISOString()));
		}),
	);
});

test('so is one of the same day, or of the next', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 2 * 86_400_000 })), (times) => {
			expect(times.map(isoTime)).toEqual(times.map((time) => new Date(time).toISOString()));
		}),
	);
});

test('a time that is not known is null', () => {
	expect(isoTime(undefined)).toBeNull();
});
