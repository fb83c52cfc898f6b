import type { Secrets } from './secrets.mjs';
import type { Life, State } from './state.mjs';

/** What the simulated service is made of: its state, the clock and chance that were injected, and what it has let out. */
export interface World {
	/** Replaced as a whole by a reset or a restored snapshot: read it anew each time. */
	state: State;
	/** Milliseconds since 1970, on a clock that can be advanced. */
	readonly now: () => number;
	/** At least 0 and below 1. */
	readonly random: () => number;
	readonly settings: Settings;
	readonly secrets: Secrets;
}

export interface Settings {
	/** How a task that is created or retried over the API lives. */
	readonly life: Life;
	/** Milliseconds until something that is done to files together takes effect. */
	readonly operationMs: number;
	/** The most entries on one page, whatever `limit` says. */
	readonly maxPageSize: number;
	readonly limits: Limits;
}

export interface Limits {
	/** 300 at rclone and in an independent Python client. */
	readonly captchaSeconds: number;
	/** 7200 in the record of 2022 and in most clients. */
	readonly accessSeconds: number;
	/** More sign-ins than this within the window are too frequent. PikPak's own numbers are not known. */
	readonly signIns: number;
	readonly signInWindowSeconds: number;
	/** Tasks that may wait or download at once. PikPak's own number is not known. */
	readonly runningTasks: number;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const SERIAL_LENGTH = 6;

/**
 * A text of random letters and digits. It ends in a running number, so that no two are equal whatever the
 * injected chance does.
 *
 * @param length of the whole, prefix included
 */
export function newId(world: World, prefix: string, length: number): string {
	world.state.serial += 1;
	const serial = world.state.serial.toString(36).padStart(SERIAL_LENGTH, '0');
	let id = prefix;
	while (id.length < length - SERIAL_LENGTH) {
		id += LETTERS.charAt(Math.floor(world.random() * LETTERS.length));
	}
	return id + serial;
}

/** An id in the shape of PikPak's tasks and files: 26 characters, the first one a V. */
export function newDriveId(world: World): string {
	return newId(world, 'V', 26);
}

const EIGHT_HOURS_MS = 8 * 3_600_000;

/** Days since 1970 in UTC+8, where PikPak's daily limits start anew at midnight. */
export function dayOf(moment: number): number {
	return Math.floor((moment + EIGHT_HOURS_MS) / (24 * 3_600_000));
}

/** RFC 3339 with milliseconds and `+08:00`, as PikPak writes times. */
export function timeOf(moment: number): string {
	return new Date(moment + EIGHT_HOURS_MS).toISOString().replace('Z', '+08:00');
}
