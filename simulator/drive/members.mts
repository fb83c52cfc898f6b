import { entryOf, type Phase, type StoredTask } from '../state.mjs';
import type { World } from '../world.mjs';
import { sizeOfContent } from './contents.mjs';
import { kindOfTask } from './tasks.mjs';

/** All that the only client which asks is seen to read of a member. */
interface Member {
	readonly file_size: string;
	readonly phase: Phase;
}

/** The files of a task one by one, each downloaded after the other; none of a folder whose content was never told. */
export function membersOf(world: World, task: StoredTask): Member[] {
	const content = entryOf(world.state.contents, task.content);
	const { phase, progress, size } = task;
	if (content === undefined) {
		return kindOfTask(world, task) === 'drive#folder' ? [] : [memberOf(size, phase)];
	}
	const done = (sizeOfContent(content) * progress) / 100;
	let begin = 0;
	return content.files.map((file) => {
		const end = begin + file.size;
		const member = memberOf(file.size, phaseBetween(task, begin, end, done));
		begin = end;
		return member;
	});
}

function memberOf(size: number, phase: Phase): Member {
	return { file_size: String(size), phase };
}

/** @param done bytes of the whole that are there */
function phaseBetween({ phase }: StoredTask, begin: number, end: number, done: number): Phase {
	if (phase === 'PHASE_TYPE_PENDING' || phase === 'PHASE_TYPE_COMPLETE') return phase;
	if (end <= done) return 'PHASE_TYPE_COMPLETE';
	if (phase === 'PHASE_TYPE_ERROR') return phase;
	return begin <= done ? 'PHASE_TYPE_RUNNING' : 'PHASE_TYPE_PENDING';
}
