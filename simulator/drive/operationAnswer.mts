import type { Phase } from '../state.mjs';
import type { StoredOperation } from '../storedOperation.mjs';
import { timeOf, type World } from '../world.mjs';
import { FILE_ACTIONS } from './fileActions.mjs';

/** How many per cent are done; nothing is half done. */
const PROGRESS = { PHASE_TYPE_RUNNING: 0, PHASE_TYPE_COMPLETE: 100, PHASE_TYPE_ERROR: 0 };

/**
 * An operation as a task. Clients go by its phase, and one prints its type; what else PikPak says there is not known, so that
 * every other field has the value that means nothing.
 */
export function operationAnswer(world: World, operation: StoredOperation): Record<string, unknown> {
	const phase = phaseOf(world, operation);
	return {
		kind: 'drive#task',
		id: operation.id,
		name: '',
		type: FILE_ACTIONS[operation.kind].taskType,
		user_id: world.state.account.userId,
		statuses: [],
		status_size: 0,
		params: {},
		file_id: '',
		file_name: '',
		file_size: '0',
		message: operation.failure,
		created_time: timeOf(operation.createdAt),
		updated_time: timeOf(phase === 'PHASE_TYPE_RUNNING' ? operation.createdAt : operation.endsAt),
		third_task_id: '',
		phase,
		progress: PROGRESS[phase],
		icon_link: '',
		callback: '',
		reference_resource: null,
		space: '',
	};
}

function phaseOf(world: World, { id, failure }: StoredOperation): keyof typeof PROGRESS & Phase {
	const isWaiting = world.state.operations.waiting.some((operation) => operation.id === id);
	if (isWaiting) return 'PHASE_TYPE_RUNNING';
	return failure === '' ? 'PHASE_TYPE_COMPLETE' : 'PHASE_TYPE_ERROR';
}
