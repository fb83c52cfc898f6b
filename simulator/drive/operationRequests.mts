import { z } from 'zod/v4';

/** The files and folders that something is done to. */
export const BatchRequest = z.strictObject({ ids: z.array(z.string()).min(1) });

/** The same, with the folder that they go to; `to.parent_id` as one name is known to be refused. */
export const BatchToRequest = BatchRequest.extend({
	/** An empty id, as rclone sends it, is the root. */
	to: z.strictObject({ parent_id: z.string() }),
});

/** The empty body that one client needed. */
export const EmptyRequest = z.strictObject({});
