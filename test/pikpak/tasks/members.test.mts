import { simplifyMember, taskMembers } from '../../../pikpak/tasks/members.js';
import { answering } from './answers.mjs';

test('asks for the states of the files of a task, and takes no more than it wants', async () => {
	const statuses = [
		{ file_size: '5', phase: 'PHASE_TYPE_COMPLETE', other: 1 },
		{ file_size: '7', phase: 'PHASE_TYPE_RUNNING' },
	];
	const { call, asked } = answering({ statuses }, { statuses });
	expect(await taskMembers(call, 'a/b', 100)).toEqual(statuses);
	expect(await taskMembers(call, 'a', 1)).toEqual([statuses[0]]);
	expect(asked.map(({ path, query }) => [path, query])).toEqual([
		['/drive/v1/task/a%2Fb/statuses', { limit: '100' }],
		['/drive/v1/task/a/statuses', { limit: '1' }],
	]);
});

test.each([{}, { statuses: 'none' }, { statuses: ['one'] }])(
	'%j is not a list of states',
	async (body) => {
		await expect(taskMembers(answering(body).call, 'a', 1)).rejects.toMatchObject({
			reason: 'unreadable_answer',
		});
	},
);

test('tells what is known of a state', () => {
	const told = { file_size: '5', phase: 'PHASE_TYPE_RUNNING', other: 1 };
	expect(simplifyMember(told)).toEqual({ size: 5, phase: 'running' });
	expect(simplifyMember({})).toEqual({ size: null, phase: '' });
});
