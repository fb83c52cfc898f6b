import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
import type { Call } from '../../../pikpak/call';
import { ROOT } from '../../../pikpak/files';
import { folderIdInUrl } from '../../../pikpak/folders';
import { walkFolders } from '../../../pikpak/folderWalk';
import type { Scope } from '../operation';
import { badParameter, type Asker } from '../parameters';
import { chosenIn, ID, ID_CHARACTERS, type Chosen } from './chosen';
import { folderByPath } from './folderByPath';
import { searchIn } from './search';

type Field = Omit<INodeProperties, 'type' | 'default' | 'modes'>;

/** @returns a field for a folder; empty means that none is chosen */
export function folderPicker(field: Field): INodeProperties {
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a folder...',
				typeOptions: {
					searchListMethod: 'searchFolders',
					searchable: true,
					slowLoadNotice: {
						message: 'On a drive with many folders, By Path is quicker.',
						timeout: 5000,
					},
				},
			},
			{
				displayName: 'By Path',
				name: 'path',
				type: 'string',
				hint: 'From the top of the drive, which is "/"; upper and lower case count',
				placeholder: 'e.g. /Movies/2026',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '\\s*(/|/?[^/]+(/[^/]+)*/?)?\\s*',
							errorMessage: 'Separate the names of the folders by single slashes.',
						},
					},
				],
			},
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				hint: 'The address that a browser shows for the folder',
				placeholder: 'e.g. https://mypikpak.com/drive/all/VNfolder00000000000000000o1',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '\\s*(https://[^/]+/drive/(all|recent).*)?',
							errorMessage: 'Not the address of a folder on PikPak',
						},
					},
				],
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				hint: 'Such as the parent folder ID of a task or file; "root" for the top of the drive',
				placeholder: 'e.g. VNfolder00000000000000000o1',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: `\\s*(${ID_CHARACTERS}+)?\\s*`,
							errorMessage: 'Not the ID of a folder',
						},
					},
				],
			},
		],
	};
}

/** Five requests a second are the pace. */
const FOLDERS_PER_PART = 5;
const PARTS_AT_MOST = 10;

/** The page of PikPak's web client for a folder. */
const FOLDER_PAGE = 'https://mypikpak.com/drive/all';

/** What the list of a {@link folderPicker} shows: folders by their paths, those at the top of the drive first. */
export async function searchFolders(
	this: ILoadOptionsFunctions,
	filter?: string,
	token?: string,
): Promise<INodeListSearchResult> {
	const top = { name: '/ (Top of the Drive)', value: ROOT, url: FOLDER_PAGE };
	const readPart = async (call: Call, from: string) => {
		const { folders, nextToken } = await walkFolders(call, from, {
			foldersPerStep: FOLDERS_PER_PART,
		});
		const entries = folders.map(({ id, path }) => ({
			name: path,
			value: id,
			url: `${FOLDER_PAGE}/${id}`,
		}));
		return { entries: from === '' ? [top, ...entries] : entries, nextToken };
	};
	return await searchIn(this, { filter, token }, readPart, {
		partsAtMost: PARTS_AT_MOST,
		unsearched: 'Not all folders were searched: use By Path',
	});
}

/** How a chosen folder is to be found. */
interface Finding {
	/** The field's name in the editor. */
	label?: string;
	/** Creates what is missing of a path. */
	createMissing?: boolean;
	/**
	 * Takes what is empty in any mode for no choice, and lets a path end with a slash. Elsewhere an expression that yields nothing
	 * must not lead to another folder silently.
	 */
	isLenient?: boolean;
}

/**
 * The folder that a {@link folderPicker} of an operation names.
 *
 * @param name of the parameter
 * @returns its id, empty for the root of the drive; undefined if none is chosen from the list. Whether an id belongs to a folder
 *   is not asked
 * @throws NodeOperationError if it cannot be understood, PikPakError if there is no such folder
 */
export async function folderIdOf(
	scope: Scope,
	name: string,
	finding: Finding = {},
): Promise<string | undefined> {
	// What an expression for the whole field yields is not the same as a field that is not there.
	const none = { mode: 'list', value: '' };
	const value = scope.n8n.getNodeParameter(name, scope.itemIndex, none);
	return await folderIdIn(value, finding, scope);
}

/** The same for the value of a {@link folderPicker}, wherever it comes from. */
export async function folderIdIn(
	value: unknown,
	{ label = 'Folder', createMissing = false, isLenient = false }: Finding,
	asker: Asker & { call: Call },
): Promise<string | undefined> {
	const { mode, text } = placeIn(value, label, isLenient, asker);
	if (text === '') return undefined;
	switch (mode) {
		case 'path':
			return await folderByPath(asker.call, text, createMissing);
		case 'url':
			return folderIdInUrl(text);
		default:
			if (ID.test(text)) return text === ROOT ? '' : text;
			throw badParameter(label, text, ADVICE, asker);
	}
}

function placeIn(value: unknown, label: string, isLenient: boolean, asker: Asker) {
	const chosen = chosenIn(value);
	const text = textIn(chosen, label, asker);
	const mode = chosen.mode ?? guessedMode(text);
	const problem = isLenient ? undefined : whatIsMissing(mode, text);
	if (problem === undefined) return { mode, text };
	throw badParameter(label, text, problem, asker);
}

/** What an expression yields by mistake must not be taken for no choice: something else would be done silently. */
function textIn({ mode, value }: Chosen, label: string, asker: Asker): string {
	if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
	const none = value ?? null;
	if (mode === 'list' && none === null) return '';
	throw badParameter(label, none, SEE_EXPRESSION, asker);
}

/** Within a text, an expression that yields nothing leaves nothing behind the last slash. */
function whatIsMissing(mode: string, text: string): string | undefined {
	if (text === '') return mode === 'list' ? undefined : EMPTY;
	return text !== '/' && text.endsWith('/') ? CUT : undefined;
}

const SEE_EXPRESSION = 'If it is an expression, see what it yields.';
const EMPTY = `${SEE_EXPRESSION} For no folder choose From List and leave it empty.`;
const CUT = `Nothing stands behind the last slash. ${SEE_EXPRESSION} Else leave the slash out.`;

const ADVICE =
	'An ID has only letters, digits, "-" and "_", such as VNfolder00000000000000000o1. For a path or an address, choose By Path or By URL.';

/** Where an expression or an agent fills in the whole field, nothing tells what it is. */
function guessedMode(text: string): 'path' | 'url' | 'id' {
	if (/^https?:/i.test(text)) return 'url';
	return text.includes('/') ? 'path' : 'id';
}
