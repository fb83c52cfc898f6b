import type { Assumption } from './assumption.mjs';
import { Workspace } from './workspace.mjs';

export const assumption: Assumption = {
	assumes: 'A copy of a folder is another folder, with copies of what is in it',
	source:
		'All clients (high) that a copy is made; inferred (low) that it has ids of its own, since it is deleted by itself',
	readOnly: false,
	expected: 'the name, another id; in it the name, another id',
	async see(service) {
		return await Workspace.with(service, async (workspace) => {
			const [one, other] = [await workspace.folder('one'), await workspace.folder('other')];
			const inner = await workspace.folder('inner', String(one['id']));
			await workspace.operate('Copy', [one['id']], other['id']);
			const [copy = {}] = await workspace.list(String(other['id']));
			const [copied = {}] = await workspace.list(String(copy['id']));
			const [outside, inside] = [compare(copy, one), compare(copied, inner)];
			return `${outside}; in it ${inside}`;
		});
	},
};

function compare(copy: Record<string, unknown>, original: Record<string, unknown>): string {
	const name = copy['name'] === original['name'] ? 'the name' : `"${String(copy['name'])}"`;
	const isAnother = copy['id'] !== undefined && copy['id'] !== original['id'];
	return `${name}, ${isAnother ? 'another id' : 'no other id'}`;
}
