import { z } from 'zod/v4';

/** Milliseconds since 1970. */
const Moment = z.number();

const OPERATION_KINDS = ['move', 'copy', 'trash', 'untrash', 'delete', 'emptyTrash'] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** Something that is done to files and folders together, and takes its time. */
const StoredOperation = z.strictObject({
	/** By which it is asked for, as a task. */
	id: z.string(),
	kind: z.enum(OPERATION_KINDS),
	/** The files and folders. */
	ids: z.array(z.string()),
	/** The folder that they go to, where they go to one; empty: the root. */
	target: z.string(),
	createdAt: Moment,
	/** When it takes effect. Nothing has changed before. */
	endsAt: Moment,
	/** Why something of it could not be done any more; empty while it waits, and if all is done. */
	failure: z.string(),
});
export type StoredOperation = z.infer<typeof StoredOperation>;

/** Those that wait for their moment, in the order in which they were asked for, and those that are over. */
export const StoredOperations = z.strictObject({
	waiting: z.array(StoredOperation),
	ended: z.record(z.string(), StoredOperation),
});
