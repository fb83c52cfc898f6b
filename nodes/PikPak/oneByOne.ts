import type { IDataObject } from 'n8n-workflow';
import { inTurn } from '../../pikpak/batches';
import { PikPakError } from '../../pikpak/errors';
import { Failed, type Outcome } from './operation';

/**
 * Does something for one id after the other, until a failure would be that of all others too.
 *
 * @param work may throw a PikPakError, which is the outcome of this id then
 * @param about what tells a failure apart in the output
 * @returns the outcomes of all ids, in their order
 */
export async function oneByOne(
	ids: readonly string[],
	work: (id: string) => Promise<Outcome[]>,
	about: (id: string) => IDataObject = (id) => ({ id }),
): Promise<Outcome[]> {
	const outcomes = await inTurn(ids, work);
	return [...outcomes].flatMap(([id, outcome]) =>
		outcome instanceof PikPakError ? [new Failed(outcome, about(id))] : outcome,
	);
}
