import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

type Json = Record<string, unknown>;

export const assumption: Assumption = {
	assumes:
		'The preview of a known torrent with several files is one folder with the whole tree in it, each file with 40 upper-case hexadecimal digits in meta.hash and its size as a text',
	source: 'pikpak-kotlin, measured in 2026; pikpaktui (high for the shape)',
	readOnly: true,
	expected: 'one folder, whose files have hashes and sizes that add up',
	async see(service) {
		const { resources } = await service.preview(SINTEL);
		const [top] = resources;
		if (top === undefined) return 'no resource';
		if (top['is_dir'] !== true) return top['file_size'] === '0' ? NOTHING_TO_LOOK_AT : 'a file';
		const files = filesOf(top);
		const bad = files.find(({ meta, file_size }) => {
			const hash = String((meta as Json)['hash']);
			return !/^[0-9A-F]{40}$/.test(hash) || typeof file_size !== 'string';
		});
		if (resources.length > 1 || bad !== undefined) return JSON.stringify(bad ?? resources[1]);
		const sum = files.reduce((total, { file_size }) => total + Number(file_size), 0);
		return sum === Number(top['file_size'])
			? 'one folder, whose files have hashes and sizes that add up'
			: `a folder of ${String(top['file_size'])} with files of ${String(sum)}`;
	},
};

/** The torrent of an open movie of the Blender foundation, in eleven files. */
const SINTEL = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10';

function filesOf(resource: Json): Json[] {
	if (resource['is_dir'] !== true) return [resource];
	const inIt = (resource['dir'] as Json | undefined)?.['resources'] as Json[] | undefined;
	return (inIt ?? []).flatMap(filesOf);
}
