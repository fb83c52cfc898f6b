import { ServiceFailure } from '../failure.mjs';
import { entryOf } from '../state.mjs';
import type { OperationKind, StoredOperation } from '../storedOperation.mjs';
import { newDriveId, type World } from '../world.mjs';
import { FILE_ACTIONS, namesOf } from './fileActions.mjs';

/**
 * Begins to do something to files and folders together. It takes effect when the time of an operation has passed, or at once
 * if it takes none. Until then nothing has changed.
 *
 * @param what the ids, each counted once, and the folder that they go to, if they go to one; empty: the root
 * @throws ServiceFailure if it cannot be done to one of them; then it is done to none
 */
export function beginOperation(
	world: World,
	kind: OperationKind,
	{ ids, target = '' }: { ids: readonly string[]; target?: string },
): StoredOperation {
	const { check, checkTogether } = FILE_ACTIONS[kind];
	const each = [...new Set(ids)];
	const files = each.map((id) => check(world, id, target));
	checkTogether?.(world, files);
	const createdAt = world.now();
	const operation: StoredOperation = {
		id: newDriveId(world),
		kind,
		ids: each,
		target,
		createdAt,
		endsAt: createdAt + world.settings.operationMs,
		failure: '',
	};
	world.state.operations.waiting.push(operation);
	settleOperations(world);
	return operation;
}

/** Does what is asked to one file, in no time. @throws ServiceFailure if it cannot be done */
export function doAtOnce(world: World, kind: OperationKind, id: string): void {
	const { check, apply } = FILE_ACTIONS[kind];
	const file = check(world, id, '');
	apply(world, file, { target: '', at: world.now(), taken: namesOf(world) });
}

/** Carries out the operations whose moment has come. */
export function settleOperations(world: World): void {
	const { waiting, ended } = world.state.operations;
	while (waiting[0] !== undefined && waiting[0].endsAt <= world.now()) {
		const operation = waiting[0];
		waiting.shift();
		carryOut(world, operation);
		ended[operation.id] = operation;
	}
}

/** What has become impossible since it was asked for is left as it is; what is gone needs nothing done. */
function carryOut(world: World, operation: StoredOperation): void {
	const { kind, ids, target, endsAt: at } = operation;
	const { check, apply } = FILE_ACTIONS[kind];
	const taken = namesOf(world);
	for (const id of ids) {
		if (entryOf(world.state.files, id) === undefined) continue;
		try {
			apply(world, check(world, id, target), { target, at, taken });
		} catch (error) {
			if (!(error instanceof ServiceFailure)) throw error;
			operation.failure ||= error.message;
		}
	}
}

/** @returns an operation by the id of its task; undefined if that is none's */
export function operationOf({ state }: World, id: string): StoredOperation | undefined {
	const { waiting, ended } = state.operations;
	return entryOf(ended, id) ?? waiting.find((operation) => operation.id === id);
}
