import type { Assumption } from './assumption.mjs';

const HASH = `${'0'.repeat(39)}1`;

export const assumption: Assumption = {
	assumes:
		'The preview of a magnet that PikPak does not know is one resource: named after the hash, of no size, with no hash of its own',
	source: 'pikpak-kotlin, measured in 2026 (high). It tells "not known" from "known"',
	readOnly: true,
	expected: 'one, named after the hash, size 0, hash ""',
	async see(service) {
		const { status, resources } = await service.preview(`magnet:?xt=urn:btih:${HASH}`);
		const [resource] = resources;
		if (resource === undefined || resources.length > 1) {
			return `HTTP ${String(status)} with ${String(resources.length)} resources`;
		}
		const { name, file_size, meta } = resource;
		const named = name === HASH ? 'after the hash' : JSON.stringify(name);
		const { hash } = meta as Record<string, unknown>;
		return `one, named ${named}, size ${String(file_size)}, hash ${JSON.stringify(hash)}`;
	},
};
