import { z } from 'zod/v4';
import { filtersAs } from '../requests.mjs';
import { Phase, PHASES } from '../state.mjs';
import { GivenName } from './names.mjs';
import { PAGE_SIZE } from './preview.mjs';

const Limit = z
	.string()
	.regex(/^[1-9]\d*$/, 'not a positive whole number')
	.transform(Number);

const ThumbnailSize = z.enum(['SIZE_SMALL', 'SIZE_MEDIUM', 'SIZE_LARGE']);

/** One phase with `eq`, or several in one text with `in`; yields the phases. */
const PhaseFilter = z.union(
	[
		z.strictObject({ eq: Phase }).transform(({ eq }) => [eq]),
		z
			.strictObject({
				in: z
					.string()
					.transform((phases) => phases.split(','))
					.pipe(z.array(Phase)),
			})
			.transform((filter) => filter.in),
	],
	`neither "eq" with one of ${PHASES.join(', ')} nor "in" with some of them, joined by commas`,
);

/** An `id` filter fails too, as it did when a client's author last tried it in September 2026. */
const TaskFilters = filtersAs(z.strictObject({ phase: PhaseFilter }));

export const TaskListQuery = z.strictObject({
	type: z.enum(['offline', 'upload']).optional(),
	filters: TaskFilters.optional(),
	limit: Limit.optional(),
	page_token: z.string().optional(),
	with: z.literal('reference_resource').optional(),
	with_reference_resource: z.literal('true').optional(),
	thumbnail_size: ThumbnailSize.optional(),
});

/** One client sends both, the others none. */
export const TaskQuery = z.strictObject({
	type: z.literal('offline').optional(),
	checkPhase: z.literal('true').optional(),
});

/** The ids in one text, joined by commas, or the name repeated. */
export const DeleteTasksQuery = z.strictObject({
	task_ids: z
		.union([z.string(), z.array(z.string())])
		.transform((ids) => [ids].flat().flatMap((part) => part.split(','))),
	delete_files: z.enum(['true', 'false']),
});

export const RetryRequest = z.strictObject({
	type: z.literal('offline'),
	create_type: z.literal('RETRY'),
	id: z.string(),
});

/** One client asks for the members of a task, and for so many. */
export const MembersQuery = z.strictObject({ limit: Limit.optional() });

/** As all three clients send it. */
export const PreviewRequest = z.strictObject({
	urls: z.string(),
	page_size: z.int().min(1).max(PAGE_SIZE),
	thumbnail_type: z.literal('FROM_HASH'),
});

/** rclone sends the cid in upper case, others in lower case; yields lower case. */
export const CidQuery = z.strictObject({
	cid: z
		.string()
		.regex(/^[0-9a-f]{40}$/i, 'not 40 hexadecimal digits')
		.transform((cid) => cid.toLowerCase())
		.optional(),
	file_size: z.string().regex(/^\d+$/, 'not bytes').transform(Number).optional(),
});

export const LinkStatusQuery = z.strictObject({ url: z.string() });

const eq = <T extends z.ZodType>(value: T) => z.strictObject({ eq: value });

/** RFC 3339; yields milliseconds since 1970. */
const Time = z.iso.datetime({ offset: true }).transform(Date.parse);

const FileFilters = filtersAs(
	z.strictObject({
		trashed: eq(z.boolean()).optional(),
		phase: PhaseFilter.optional(),
		kind: eq(z.enum(['drive#file', 'drive#folder'])).optional(),
		starred: eq(z.boolean()).optional(),
		system_tag: z.strictObject({ in: z.literal('STAR') }).optional(),
		modified_time: z.strictObject({ gt: Time.optional(), lt: Time.optional() }).optional(),
		/** Known to be answered as if there were no such route. */
		name: z.unknown().optional(),
	}),
);

export const FileListQuery = z.strictObject({
	/** Empty: the root. `*`: everywhere. */
	parent_id: z.string().optional(),
	filters: FileFilters.optional(),
	limit: Limit.refine((limit) => limit <= 1000, 'more than 1000').optional(),
	page_token: z.string().optional(),
	with_audit: z.literal('true').optional(),
	thumbnail_size: ThumbnailSize.optional(),
});

/** One client's constants have more usages, which nobody is seen to send; rclone sends nothing at all. */
export const FileQuery = z.strictObject({
	usage: z.enum(['FETCH', 'CACHE', 'PLAY']).optional(),
	thumbnail_size: ThumbnailSize.optional(),
	/** Of the web client. */
	_magic: z.literal('2021').optional(),
});

const NewFolder = z.strictObject({
	kind: z.literal('drive#folder'),
	name: GivenName,
	parent_id: z.string().optional(),
	/** Of rclone. */
	folder_type: z.literal('').optional(),
});

const NewDownload = z.strictObject({
	kind: z.literal('drive#file'),
	upload_type: z.literal('UPLOAD_TYPE_URL'),
	url: z.strictObject({ url: z.string() }),
	parent_id: z.string().optional(),
	folder_type: z.enum(['', 'DOWNLOAD']).optional(),
	name: z.string().optional(),
	/** Of the web client. */
	params: z.strictObject({ from: z.string(), with_thumbnail: z.literal('true') }).optional(),
});

const Gcid = z.string().regex(/^[0-9A-F]{40}$/, 'not 40 upper-case hexadecimal digits');

/** Bytes: a text or a number. */
const Size = z.union([z.int().min(0), z.string().regex(/^\d+$/).transform(Number)], 'not bytes');

export const NewUpload = z
	.strictObject({
		kind: z.literal('drive#file'),
		upload_type: z.literal('UPLOAD_TYPE_RESUMABLE'),
		name: GivenName,
		parent_id: z.string().optional(),
		folder_type: z.literal('NORMAL').optional(),
		/** rclone leaves a zero out. */
		size: Size.default(0),
		hash: Gcid,
		/** Of rclone and the web client. */
		resumable: z.strictObject({ provider: z.literal('PROVIDER_ALIYUN') }).optional(),
		/** Of the others. */
		objProvider: z.strictObject({ provider: z.literal('UPLOAD_TYPE_UNKNOWN') }).optional(),
		body: z.record(z.enum(['duration', 'width', 'height']), z.literal('')).optional(),
		/** Of the web client. */
		id: z.literal('').optional(),
	})
	.refine(
		({ resumable, objProvider }) => (resumable === undefined) !== (objProvider === undefined),
		'it has neither "resumable" nor "objProvider", or both',
	);

/** The third one exists, and rclone has given it up as unreliable. */
const NewFile = z.discriminatedUnion('upload_type', [NewDownload, NewUpload], {
	error: 'there are UPLOAD_TYPE_URL and UPLOAD_TYPE_RESUMABLE here, not UPLOAD_TYPE_FORM',
});

export const CreateRequest = z.discriminatedUnion('kind', [NewFolder, NewFile]);

/** The zero of Go's times, and a field without a value. */
const ZeroTime = z.literal('0001-01-01T00:00:00Z').optional();
const Nothing = z.null().optional();

/** rclone sends a whole file, of which it has filled in nothing but the name. */
export const RenameRequest = z.strictObject({
	name: GivenName,
	created_time: ZeroTime,
	delete_time: ZeroTime,
	modified_time: ZeroTime,
	user_modified_time: ZeroTime,
	reference_events: Nothing,
	reference_resource: Nothing,
	tags: Nothing,
});
