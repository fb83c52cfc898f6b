import { inBatches } from '../batches';
import type { Call } from '../call';
import { isOverloaded } from '../errorKinds';
import { PikPakError } from '../errors';
import { mayBeDone } from '../lostAnswer';

/** How many the web client's userscript names in one call. No limit is documented. */
const BATCH = 100;

/**
 * Deletes tasks. The placeholder file of an unfinished one goes with it in any case (measured by a client's author on
 * 2026-09-23).
 *
 * @param ids without repetition
 * @param withFiles whether to delete the files that the tasks have made as well
 * @returns for each id; one that PikPak does not have counts as done
 */
export async function deleteTasks(
	call: Call,
	ids: readonly string[],
	withFiles: boolean,
): Promise<Map<string, 'done' | PikPakError>> {
	return await inBatches(ids, BATCH, async (batch) => {
		const remove = async () =>
			await call({
				method: 'DELETE',
				path: '/drive/v1/tasks',
				query: { task_ids: batch.join(','), delete_files: String(withFiles) },
			}).then(done, (error: unknown) => {
				// Of several it does not say which.
				if (batch.length === 1 && isNotFound(error)) return done();
				throw error;
			});
		return await remove().catch(async (error: unknown) => {
			// What is gone already cannot be deleted twice.
			if (error instanceof PikPakError && isSilence(error)) return await remove();
			throw error;
		});
	});
}

/** An answer that is lost. Where a gateway is overloaded, the call has been repeated already. */
function isSilence(error: PikPakError): boolean {
	return mayBeDone(error) && !isOverloaded(error);
}

function done(): 'done' {
	return 'done';
}

function isNotFound(error: unknown): boolean {
	return error instanceof PikPakError && error.reason === 'not_found';
}
