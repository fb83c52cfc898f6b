import type { z } from 'zod/v4';
import { notFound, refuse, ServiceFailure } from '../failure.mjs';
import type { Service } from '../hosts.mjs';
import { NoQuery, readBody, readQuery } from '../requests.mjs';
import type { StoredFile } from '../state.mjs';
import { newDriveId, timeOf, type World } from '../world.mjs';
import { accessTo } from './access.mjs';
import { createdTask, fileAnswer, fileWithLink } from './answers.mjs';
import { addWhole, contentOf } from './contents.mjs';
import {
	addFile,
	filesIn,
	isFolder,
	myPack,
	requireFile,
	requireFolder,
	takenNames,
	trashFile,
} from './files.mjs';
import { pageOf } from './pages.mjs';
import { countCreation, quotaOf } from './plan.mjs';
import {
	CreateRequest,
	FileListQuery,
	FileQuery,
	RenameRequest,
	TrashRequest,
} from './requests.mjs';
import { requireSource } from './source.mjs';
import { createTask, lifeOf, renameResult } from './tasks.mjs';

type Create = z.infer<typeof CreateRequest>;
type NewFolder = Extract<Create, { kind: 'drive#folder' }>;
type NewDownload = Extract<Create, { kind: 'drive#file' }>;
type Filters = NonNullable<z.infer<typeof FileListQuery>['filters']>;

const AS_IT_IS = { audit: false, thumbnailSize: undefined };

/** Files: list, get, rename, trash, and creation of folders and offline tasks; and the quota. */
export function addFileRoutes(drive: Service, world: World): void {
	const access = accessTo(world);

	drive.get('/drive/v1/files', access, (c) => {
		const query = readQuery(c, FileListQuery);
		const { parent_id = '', filters = {}, limit = 100, page_token } = query;
		if ('name' in filters) {
			throw refuse('files cannot be filtered by name', {
				status: 404,
				error: 'not_found',
				code: 5,
			});
		}
		const fits = (file: StoredFile) => matches(file, filters);
		const page = pageOf(listOf(world, parent_id), fits, {
			limit: Math.min(limit, world.settings.maxPageSize),
			pageToken: page_token,
		});
		const wanted = {
			audit: query.with_audit !== undefined,
			thumbnailSize: query.thumbnail_size,
		};
		return c.json({
			kind: 'drive#fileList',
			next_page_token: page.nextPageToken,
			files: page.items.map((file) => fileAnswer(world, file, wanted)),
			version: '',
			version_outdated: false,
			sync_time: timeOf(world.now()),
		});
	});

	drive.get('/drive/v1/files/:id', access, (c) => {
		const { thumbnail_size } = readQuery(c, FileQuery);
		return c.json(fileWithLink(world, requireFile(world, c.req.param('id')), thumbnail_size));
	});

	drive.post('/drive/v1/files', access, async (c) => {
		readQuery(c, NoQuery);
		const request = await readBody(c, CreateRequest);
		return c.json(
			request.kind === 'drive#folder' ? addFolder(world, request) : addDownload(world, request),
		);
	});

	drive.patch('/drive/v1/files/:id', access, async (c) => {
		readQuery(c, NoQuery);
		const { name } = await readBody(c, RenameRequest);
		return c.json(fileAnswer(world, renameResult(world, c.req.param('id'), name), AS_IT_IS));
	});

	drive.post('/drive/v1/files:batchTrash', access, async (c) => {
		readQuery(c, NoQuery);
		const { ids } = await readBody(c, TrashRequest);
		for (const id of ids) trashFile(world, id);
		return c.json({ task_id: newDriveId(world) });
	});

	drive.get('/drive/v1/about', access, (c) => {
		readQuery(c, NoQuery);
		const { bytes, usedBytes, tasksPerDay, tasksToday } = quotaOf(world);
		return c.json({
			kind: 'drive#about',
			quota: {
				kind: 'drive#quota',
				limit: String(bytes),
				usage: String(usedBytes),
				usage_in_trash: '0',
				play_times_limit: '2147483647',
				play_times_usage: '0',
				is_unlimited: false,
			},
			expires_at: '',
			quotas:
				tasksPerDay === undefined
					? {}
					: {
							cloud_download: {
								kind: 'drive#quota',
								limit: String(tasksPerDay),
								usage: String(tasksToday),
							},
						},
		});
	});
}

function listOf(world: World, parentId: string): StoredFile[] {
	if (parentId === '*') return Object.values(world.state.files);
	if (!isFolder(world, parentId)) throw notFound('file_not_found', 'Folder');
	return filesIn(world, parentId);
}

/** What is in the trash is listed to whoever asks for it alone, and nothing has a star. */
function matches(file: StoredFile, filters: Filters): boolean {
	const { trashed, starred, system_tag, phase, kind, modified_time = {} } = filters;
	return (
		file.trashed === (trashed?.eq ?? false) &&
		starred?.eq !== true &&
		system_tag === undefined &&
		(phase === undefined || phase.includes(file.phase)) &&
		(kind === undefined || kind.eq === file.kind) &&
		file.modifiedAt > (modified_time.gt ?? -Infinity) &&
		file.modifiedAt < (modified_time.lt ?? Infinity)
	);
}

function addFolder(world: World, { name, parent_id = '' }: NewFolder): Record<string, unknown> {
	const parentId = requireFolder(world, parent_id);
	const folder = addFile(
		world,
		{ kind: 'drive#folder', parentId, name, phase: 'PHASE_TYPE_COMPLETE' },
		takenNames(world, parentId),
	);
	return {
		upload_type: 'UPLOAD_TYPE_UNKNOWN',
		file: fileAnswer(world, folder, AS_IT_IS),
		task: null,
	};
}

function addDownload(world: World, request: NewDownload): Record<string, unknown> {
	const { url, name = '', parent_id = '', folder_type } = request;
	requireSource(url.url);
	const content = contentOf(world, url.url);
	const refusal = content?.refused ?? '';
	if (refusal !== '') {
		throw new ServiceFailure(400, refusal, 3, 'This resource cannot be downloaded');
	}
	const folder = requireFolder(world, parent_id);
	countCreation(world);
	const intoMyPack = folder === '' && folder_type === 'DOWNLOAD';
	const parentId = intoMyPack ? myPack(world).id : folder;
	// A magnet's name is its own.
	const isNamed = name !== '' && !/^magnet:/i.test(url.url);
	const source = { url: url.url, ...(isNamed && { name }) };
	const answer = { upload_type: 'UPLOAD_TYPE_URL', url: { kind: 'upload#url' } };
	if (content?.withoutTask === true) {
		const file = addWhole(world, content, { ...source, parentId });
		return { ...answer, file: fileAnswer(world, file, AS_IT_IS), task: null };
	}
	const task = createTask(world, { ...source, life: lifeOf(world, url.url) }, parentId);
	return { ...answer, file: null, task: createdTask(world, task) };
}
