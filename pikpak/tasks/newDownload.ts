import type { Call } from '../call';
import { asPikPakError, errorFor, PikPakError, sentencesOf, unreadableAnswer } from '../errors';
import { taskReasonOf } from '../reasonOf';
import type { KnownReason } from '../reasons';
import {
	isFile,
	isTask,
	KINDS,
	text,
	type JsonObject,
	type WireFile,
	type WireTask,
} from '../wire';

/** What is to be downloaded. */
export interface Download {
	/** A magnet, or an address of the kinds that PikPak takes. */
	link: string;
	/** Where to; undefined for "My Pack", the folder that PikPak chooses itself. */
	folderId: string | undefined;
	/** Of the file. PikPak takes it for files on the web, and may ignore it for magnets. Empty: as the source calls it. */
	name: string;
}

/** What PikPak has made of a new download: a task, or the file at once. */
export type Answered =
	| { status: 'created'; task: WireTask }
	/** One client is written for this, and nobody has seen it; so it is not known whether the file is told. */
	| { status: 'instant'; file: WireFile | undefined };

/**
 * Asks PikPak for a download, once. The same again would make another one.
 *
 * @returns what PikPak answered, or why it did not; which may leave open whether it did it
 */
export async function createDownload(
	call: Call,
	download: Download,
): Promise<Answered | PikPakError> {
	const answer = await call({
		method: 'POST',
		path: '/drive/v1/files',
		body: requestFor(download),
	}).catch(asPikPakError);
	return answer instanceof PikPakError ? inWordsOfCreation(answer, download) : read(answer);
}

function requestFor({ link, folderId, name }: Download): JsonObject {
	return {
		kind: KINDS.file,
		upload_type: 'UPLOAD_TYPE_URL',
		url: { url: link },
		...(folderId === undefined
			? { folder_type: 'DOWNLOAD' }
			: { parent_id: folderId, folder_type: '' }),
		...(name !== '' && { name }),
	};
}

function read(answer: JsonObject): Answered | PikPakError {
	const { task = null, file } = answer;
	if (isTask(task)) return { status: 'created', task };
	// Every recorded answer names the type of upload, so that without it this is the answer to something else.
	if (task !== null || text(answer, 'upload_type') === '') return unreadableAnswer(200, answer);
	return { status: 'instant', file: isFile(file) ? file : undefined };
}

/** What stands in the words of a refusal, and what is meant by some others when it is a download that is refused. */
function inWordsOfCreation(error: PikPakError, { folderId }: Download): PikPakError {
	const reason = reasonOfCreation(error, folderId !== undefined);
	const { httpStatus, said } = error;
	return reason === undefined ? error : errorFor(reason, { httpStatus, said });
}

function reasonOfCreation(error: PikPakError, hasFolder: boolean): KnownReason | undefined {
	switch (error.reason) {
		case 'unknown':
		case 'invalid_argument':
			// Reasons of failed tasks were seen as the details of refusals as well.
			return sentencesOf(error.said)
				.map((sentence) => taskReasonOf(sentence).code)
				.find((code) => code !== 'unknown');
		case 'task_file_deleted':
			return 'content_refused';
		case 'not_found':
		case 'file_in_recycle_bin':
			return hasFolder ? 'space_folder_not_exist' : undefined;
		default:
			return undefined;
	}
}
