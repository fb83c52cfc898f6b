import { object, readFile, text, WIRE_PHASES, type JsonObject, type WireFile } from '../wire';

/** @returns the task that has made a file, as the service would send it, as far as the file tells: without its id */
export function taskOfFile(file: WireFile): JsonObject {
	return {
		name: text(file, 'name'),
		type: 'offline',
		phase: WIRE_PHASES.complete,
		progress: 100,
		file_id: file.id,
		file_name: text(file, 'name'),
		// Of a folder PikPak tells 0, whatever is in it.
		file_size: readFile(file).isFolder ? '' : text(file, 'size'),
		created_time: text(file, 'created_time'),
		updated_time: text(file, 'modified_time'),
		params: { url: text(object(file, 'params'), 'url') },
		reference_resource: file,
	};
}
