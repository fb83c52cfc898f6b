import { z } from 'zod/v4';
import { StoredOperations } from './storedOperation.mjs';
import { StoredBlob, StoredUpload } from './storedUploads.mjs';

/** The phases that have been seen on the wire. */
export const PHASES = [
	'PHASE_TYPE_PENDING',
	'PHASE_TYPE_RUNNING',
	'PHASE_TYPE_COMPLETE',
	'PHASE_TYPE_ERROR',
] as const;

export const Phase = z.enum(PHASES);
export type Phase = z.infer<typeof Phase>;

/** Milliseconds since 1970. */
const Moment = z.number();

/** How a task lives by itself: so long in the queue, so long downloading, in milliseconds. */
export const Life = z.union([
	z.literal('manual'),
	z.strictObject({ pendingMs: z.number().min(0), runningMs: z.number().min(0) }),
]);
export type Life = z.infer<typeof Life>;

const StoredTask = z.strictObject({
	id: z.string(),
	type: z.enum(['offline', 'upload']),
	name: z.string(),
	url: z.string(),
	/** Bytes. */
	size: z.number(),
	phase: Phase,
	/** Per cent. */
	progress: z.number(),
	message: z.string(),
	/** The folder of its file; empty: the root. */
	parentId: z.string(),
	/** The file that the task makes, a placeholder until it is done; empty if the task failed. */
	fileId: z.string(),
	retries: z.number(),
	createdAt: Moment,
	updatedAt: Moment,
	/** `bornAt` is when the life began: at creation or at the last retry. */
	life: Life,
	bornAt: Moment,
	/** The source of the content that it downloads; empty if that was never told, or not found out so far. */
	content: z.string(),
});
export type StoredTask = z.infer<typeof StoredTask>;

const StoredFile = z.strictObject({
	id: z.string(),
	kind: z.enum(['drive#file', 'drive#folder']),
	/** Empty: the root. */
	parentId: z.string(),
	name: z.string(),
	/** Bytes. */
	size: z.number(),
	phase: Phase,
	/** The link that the file was downloaded from; empty if none. */
	url: z.string(),
	/** 40 upper-case hexadecimal digits; empty if nothing tells what is in it. */
	hash: z.string(),
	/** Its place in the torrent, from 0. */
	index: z.number(),
	/** A folder of PikPak's own, such as "My Pack". */
	system: z.boolean(),
	/** In the trash. */
	trashed: z.boolean(),
	/** Marked with a star. */
	starred: z.boolean(),
	/** It came by an upload: its size and hash are known before its bytes are there. */
	uploaded: z.boolean(),
	createdAt: Moment,
	modifiedAt: Moment,
});
export type StoredFile = z.infer<typeof StoredFile>;

/** Words with which a link is refused: those that clients know of links, not of the account. The numbers are guesses. */
export const REFUSALS = [
	'file_maybe_ads',
	'task_file_deleted',
	'task_sub_task_num_limit',
	'task_url_resolve_error',
] as const;

const StoredContent = z.strictObject({
	/** What tells it from others: the same for all magnets of one torrent. */
	source: z.string(),
	kind: z.enum(['drive#file', 'drive#folder']),
	name: z.string(),
	/** Bytes; the path is below the folder, or the name. */
	files: z.array(z.strictObject({ path: z.string(), size: z.number() })),
	/** PikPak knows what is in it before it downloads it. */
	known: z.boolean(),
	/** A task for it has ended when it is first looked at. */
	held: z.boolean(),
	/** It is answered with the file, and no task. */
	withoutTask: z.boolean(),
	/** Empty: it is not. */
	refused: z.enum(['', ...REFUSALS]),
});
export type StoredContent = z.infer<typeof StoredContent>;

const StoredCaptcha = z.strictObject({
	/** What it was asked for: a token of one kind is refused where the other is wanted. */
	kind: z.enum(['signIn', 'drive']),
	clientId: z.string(),
	deviceId: z.string(),
	meta: z.record(z.string(), z.string()),
	/** `review`: a person must confirm first. `reject`: it looks right and never works, as after a wrong signature. */
	result: z.enum(['accept', 'review', 'reject']),
	/** Made by a person who confirmed: it is gone after one attempt to sign in. */
	once: z.boolean(),
	expiresAt: Moment,
});
export type StoredCaptcha = z.infer<typeof StoredCaptcha>;

const StoredAccess = z.strictObject({
	/** A `personal` one was made by the user, in PikPak's settings; the others come from a sign-in or a refresh. */
	kind: z.enum(['session', 'personal']),
	/** Empty if it is personal. */
	clientId: z.string(),
	/** Of the request that obtained the token; empty if it named none. */
	deviceId: z.string(),
	expiresAt: Moment,
});
export type StoredAccess = z.infer<typeof StoredAccess>;

export const Risk = z.strictObject({
	/** Drive calls demand a captcha token. */
	on: z.boolean(),
	/** With which status they do; clients' authors report both. */
	status: z.union([z.literal(400), z.literal(403)]),
});
export type Risk = z.infer<typeof Risk>;

/** Everything that the simulated service knows, as plain JSON. */
export const State = z.strictObject({
	account: z.strictObject({
		email: z.string(),
		password: z.string(),
		userId: z.string(),
		plan: z.enum(['free', 'premium']),
		createdAt: Moment,
	}),
	/** Milliseconds that the clock has been advanced. */
	clockOffset: z.number(),
	/** Last number given out, see `newId`. */
	serial: z.number(),
	captchas: z.record(z.string(), StoredCaptcha),
	/** All that are taken as a bearer. */
	accesses: z.record(z.string(), StoredAccess),
	/** Refresh tokens that have not been used. */
	refreshes: z.record(z.string(), z.strictObject({ clientId: z.string(), deviceId: z.string() })),
	/** When somebody last tried to sign in. */
	signIns: z.array(Moment),
	personNeeded: z.boolean(),
	risk: Risk,
	/** Offline tasks created over the API on a day; days are counted in UTC+8 since 1970. */
	created: z.strictObject({ day: z.number(), count: z.number() }),
	/** In the order of their creation here. */
	tasks: z.record(z.string(), StoredTask),
	/** To be added, moved and taken away in `drive/fileTree.mts` alone. */
	files: z.record(z.string(), StoredFile),
	operations: StoredOperations,
	/** What links lead to, by their source. */
	contents: z.record(z.string(), StoredContent),
	/** What was uploaded, by its gcid; kept whatever becomes of the files, since PikPak knows content beyond one drive. */
	blobs: z.record(z.string(), StoredBlob),
	/** By the key of the object. */
	uploads: z.record(z.string(), StoredUpload),
});
export type State = z.infer<typeof State>;

export function isFinished({ phase }: StoredTask): boolean {
	return phase === 'PHASE_TYPE_COMPLETE' || phase === 'PHASE_TYPE_ERROR';
}

/**
 * An account that has never signed in, with nothing on its drive.
 *
 * @param now milliseconds since 1970
 */
export function emptyState(plan: State['account']['plan'], now: number): State {
	return {
		account: {
			email: 'demo@pikpak.example',
			password: 'simulated',
			userId: 'XSimulatedUser01',
			plan,
			createdAt: now,
		},
		clockOffset: 0,
		serial: 0,
		captchas: {},
		accesses: {},
		refreshes: {},
		signIns: [],
		personNeeded: false,
		risk: { on: false, status: 400 },
		created: { day: 0, count: 0 },
		tasks: {},
		files: {},
		operations: { waiting: [], ended: {} },
		contents: {},
		blobs: {},
		uploads: {},
	};
}

/** @returns the entry of that name; `record[key]` would find `constructor` in every record */
export function entryOf<T>(record: Record<string, T>, key: string): T | undefined {
	return Object.hasOwn(record, key) ? record[key] : undefined;
}

/**
 * The tokens that are still good.
 *
 * @param now milliseconds since 1970
 */
export function unexpired<T extends { expiresAt: number }>(
	tokens: Record<string, T>,
	now: number,
): Record<string, T> {
	return Object.fromEntries(Object.entries(tokens).filter(([, { expiresAt }]) => expiresAt > now));
}
