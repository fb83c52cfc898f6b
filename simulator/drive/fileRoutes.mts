import type { z } from 'zod/v4';
import { notFound, refuse, ServiceFailure } from '../failure.mjs';
import { addressOf, type Service } from '../hosts.mjs';
import { NoQuery, readBody, readQuery } from '../requests.mjs';
import type { StoredFile } from '../state.mjs';
import { timeOf, type World } from '../world.mjs';
import { accessTo } from './access.mjs';
import { AS_IT_IS, createdTask, fileAnswer, fileWithLink } from './answers.mjs';
import { addWhole, contentOf } from './contents.mjs';
import { addFile, existingFile, myPack, requireFile, requireFolder, takenNames } from './files.mjs';
import { filesIn } from './fileTree.mjs';
import { pageOf } from './pages.mjs';
import { countCreation } from './plan.mjs';
import { CreateRequest, FileListQuery, FileQuery, RenameRequest } from './requests.mjs';
import { requireSource } from './source.mjs';
import { endpointFor } from './storageEndpoint.mjs';
import { createTask, lifeOf, renameResult } from './tasks.mjs';
import { addUpload } from './uploads.mjs';

type Create = z.infer<typeof CreateRequest>;
type NewFolder = Extract<Create, { kind: 'drive#folder' }>;
type NewDownload = Extract<Create, { upload_type: 'UPLOAD_TYPE_URL' }>;
type Filters = NonNullable<z.infer<typeof FileListQuery>['filters']>;

/** Files: list, get, rename, and creation of folders, offline tasks and uploads. */
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
		const file = requireFile(world, c.req.param('id'));
		return c.json(fileWithLink(world, file, thumbnail_size, addressOf(c, 'download')));
	});

	drive.post('/drive/v1/files', access, async (c) => {
		readQuery(c, NoQuery);
		const request = await readBody(c, CreateRequest);
		if (request.kind === 'drive#folder') return c.json(addFolder(world, request));
		return c.json(
			request.upload_type === 'UPLOAD_TYPE_URL'
				? addDownload(world, request)
				: addUpload(world, request, endpointFor(c, world)),
		);
	});

	drive.patch('/drive/v1/files/:id', access, async (c) => {
		readQuery(c, NoQuery);
		const { name } = await readBody(c, RenameRequest);
		return c.json(fileAnswer(world, renameResult(world, c.req.param('id'), name), AS_IT_IS));
	});
}

function listOf(world: World, parentId: string): StoredFile[] {
	if (parentId === '*') return Object.values(world.state.files);
	// One in the trash as well: rclone shows "trashed files in their original directory structure".
	const isFolder = parentId === '' || existingFile(world, parentId).kind === 'drive#folder';
	if (!isFolder) throw notFound('file_not_found', 'Folder');
	return filesIn(world, parentId);
}

/** Without a filter what is in the trash is listed among the rest: rclone counts on it when it removes a folder. */
function matches(file: StoredFile, filters: Filters): boolean {
	const { trashed, starred, system_tag, phase, kind, modified_time = {} } = filters;
	return (
		(trashed === undefined || trashed.eq === file.trashed) &&
		(starred === undefined || starred.eq === file.starred) &&
		(system_tag === undefined || file.starred) &&
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
