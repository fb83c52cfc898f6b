import { concernsAll } from './errorKinds';
import { PikPakError } from './errors';
import { notTried } from './notTried';

/**
 * Does work for many things, so many at a time. A batch that is refused is repeated one by one, so that each gets its own
 * outcome. A refusal that concerns all ends the work: nobody asks for the rest.
 *
 * @param ids without repetition
 * @param size of a batch
 * @param work throws a PikPakError if it was refused, and returns one if others can go on whatever it says
 * @returns for each id what the work made of its batch, or why it was not done
 * @throws what the work throws, unless it is a PikPakError
 */
export async function inBatches<Done>(
	ids: readonly string[],
	size: number,
	work: (batch: readonly string[]) => Promise<Done>,
): Promise<Map<string, Done | PikPakError>> {
	const outcomes = new Map<string, Done | PikPakError>();
	const queue = batchesOf(ids, size);
	for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
		const { outcome, refusal } = await work(batch).then(told, refused);
		if (refusal !== undefined && batch.length > 1 && !concernsAll(refusal)) {
			queue.unshift(...batch.map((id) => [id]));
			continue;
		}
		for (const id of batch) outcomes.set(id, outcome);
		if (refusal === undefined || !concernsAll(refusal)) continue;
		const rest = notTried(refusal);
		for (const id of queue.splice(0).flat()) outcomes.set(id, rest);
	}
	return outcomes;
}

/** The same for work that knows no batches. */
export async function inTurn<Done>(
	ids: readonly string[],
	work: (id: string) => Promise<Done>,
): Promise<Map<string, Done | PikPakError>> {
	return await inBatches(ids, 1, async ([id = '']) => await work(id));
}

function batchesOf(ids: readonly string[], size: number): string[][] {
	const starts = Array.from({ length: Math.ceil(ids.length / size) }, (_, index) => index * size);
	return starts.map((start) => ids.slice(start, start + size));
}

function told<Done>(outcome: Done): { outcome: Done; refusal?: never } {
	return { outcome };
}

function refused(error: unknown): { outcome: PikPakError; refusal: PikPakError } {
	if (error instanceof PikPakError) return { outcome: error, refusal: error };
	throw error;
}
