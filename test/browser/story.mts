import assert from 'node:assert/strict';
import { OWNER } from '../../scripts/n8n/rest.mjs';
import type { Simulated } from '../support/simulated.mjs';
import { TWO_POLLS } from '../support/until.mjs';
import { eventually, type Editor } from './editor.mjs';
import { eventsIn, tasksIn } from './outputs.mjs';
import type { Cutting, Pictures } from './pictures.mjs';
import type { Steps } from './steps.mjs';

interface Stage {
	/** With the demo's downloads, and {@link FOLDERS}. */
	pikpak: Simulated;
	/** The ids of those folders that are not the drive's own, by their paths. */
	folderIds: ReadonlyMap<string, string>;
	/** Of an n8n that nobody has used yet. */
	editor: Editor;
	pictures: Pictures;
	steps: Steps;
}

/** As the pickers show them. */
const FOLDERS = [
	'/ (Top of the Drive)',
	'/Books',
	'/Films',
	'/My Pack',
	'/Talks',
	'/Films/2025',
	'/Films/2026',
];

/** As the pickers show them. */
const TASKS = [
	'Sintel (pending)',
	'ubuntu-26.04-desktop-amd64.iso (running, 42%)',
	'Tears of Steel (running, 97%)',
	'Moby Dick.epub (failed)',
	'Big Buck Bunny 2160p.mkv (complete)',
	'OpenStreetMap planet 2026-11 (failed)',
	'debian-13.1.0-amd64-netinst.iso (complete)',
	'The General (1926).mp4 (complete)',
];

/** Those that work with tasks of one's choice, besides Get. */
const OPERATIONS_ON_TASKS = ['Wait', 'Retry', 'Delete', 'List Files', 'List Statuses'];

/** All that a person reads of it in the credential; a moment stands for TIME. */
const UNKNOWN_ACCOUNT =
	'PikPak does not know this e-mail and password. Check both in the PikPak credential. ' +
	'An account made with Google or Apple takes another way to authenticate. ' +
	'n8n asks PikPak again after TIME UTC, or at once when you have changed the credential.';

/** A link to an open movie of the Blender foundation. */
const LAUNDROMAT =
	'magnet:?xt=urn:btih:c9e15763f722f23e98a29decdfae341b98d53056&dn=Cosmos+Laundromat';
const LECTURE = 'https://files.example.org/Lecture.mp4';

/** What a person does who meets the package, one step after the other; each picture shows what there is to see then. */
export async function tell({ pikpak, folderIds, editor, pictures, steps }: Stage): Promise<void> {
	const { page } = editor;
	const account = pikpak.simulator.account();
	/** Where the middle of a node's panel begins. */
	const panel = { from: editor.part('tab-params'), above: 12 };
	const listed = async () => await tasksIn(editor);
	const events = async () => await eventsIn(editor);
	/** Picks a folder from the list of all, after a search. */
	const pickFolder = async (folder: string, name: string, cutting?: Cutting) => {
		const folders = await editor.openPicker('folder', FOLDERS);
		await pictures.take(page, name, cutting);
		await editor.searchPicker(folder.slice(-4).toLowerCase());
		await eventually(async () => await editor.texts(folders), [folder]);
		await folders.click();
		assert.equal(await editor.picked('folder'), folder);
	};

	await steps.take('signs in to n8n, and begins a workflow', async () => {
		await editor.signIn(OWNER.email, OWNER.password);
		await editor.newWorkflow();
		await pictures.take(page, 'new-workflow');
	});

	await steps.take('finds PikPak in the palette, and what it can do', async () => {
		await editor.searchPalette('pikpak');
		const found = editor.part('node-creator-action-item');
		await eventually(
			async () => await editor.texts(found),
			[
				'PikPak Work with the downloads of a PikPak drive, or start the workflow when one appears, finishes or fails',
			],
		);
		await pictures.take(page, 'palette');
		await found.click();
		const entries = editor.part('node-creator-item-name');
		await eventually(
			async () => await editor.texts(entries),
			[
				'On task completed',
				'On task created',
				'On task failed',
				'On task progressed',
				'On task removed',
				'On task stalled',
			],
		);
		await editor.toggleGroup('Triggers (6)');
		await editor.toggleGroup('Actions (12)');
		await entries.filter({ hasText: 'Wait until tasks have ended' }).waitFor();
		await pictures.take(page, 'actions');
		await editor.add('List tasks');
		await pictures.take(page, 'list-tasks');
	});

	await steps.take('types a wrong password, and is told what to do', async () => {
		await page.getByText('Connect to PikPak').click();
		await editor.part('credential-edit-dialog').waitFor();
		await pictures.take(page, 'credential-empty');
		await editor.type('email', account.email);
		await editor.type('password', 'forgotten');
		await editor.choose('service', 'Custom');
		await editor.type('userUrl', pikpak.served.userUrl);
		await editor.type('driveUrl', pikpak.served.driveUrl);
		await editor.part('credential-save-button').click();
		await page.getByText('Couldn’t connect with these settings').waitFor();
		await page.getByText('More details').click();
		const [told = ''] = await editor.texts(page.getByText(/^PikPak does not know/));
		assert.equal(told.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, 'TIME'), UNKNOWN_ACCOUNT);
		await pictures.take(page, 'credential-wrong-password');
	});

	await steps.take('types the right one, and is connected', async () => {
		await editor.type('password', account.password);
		await editor.part('credential-save-button').click();
		await page.getByText('Credential saved').waitFor();
		await editor.part('credential-edit-dialog').waitFor({ state: 'hidden' });
		await editor.dismissMessages();
		await editor.part('credential-edit-button').click();
		await page.getByText('Connection tested successfully').waitFor();
		await pictures.take(page, 'credential-connected', {
			name: 'credential',
			from: page.locator('.el-dialog').filter({ visible: true }),
			// The dialog ends within the field that follows.
			to: editor.field('service'),
			below: 16,
		});
		await page.getByLabel('Close this dialog').filter({ visible: true }).click();
	});

	await steps.take('lists the downloads, and reads the table', async () => {
		await editor.runStep();
		await eventually(listed, [
			'Sintel, pending, 0',
			'ubuntu-26.04-desktop-amd64.iso, running, 42',
			'Tears of Steel, running, 97',
			'Moby Dick.epub, error, 12',
			'Big Buck Bunny 2160p.mkv, complete, 100',
			'OpenStreetMap planet 2026-11, error, 0',
			'debian-13.1.0-amd64-netinst.iso, complete, 100',
			'The General (1926).mp4, complete, 100',
		]);
		await editor.widenOutput();
		await editor.dismissMessages();
		await pictures.take(page, 'list-tasks-output', {
			name: 'list',
			...panel,
			to: editor.part('output-panel'),
		});
	});

	await steps.take('picks a task, after a search', async () => {
		await editor.openMenu('resource');
		await pictures.take(page, 'resources');
		await page.keyboard.press('Escape');
		await editor.openMenu('operation');
		await pictures.take(page, 'operations');
		await page.keyboard.press('Escape');
		await editor.choose('operation', 'Get');
		const tasks = await editor.openPicker('task', TASKS);
		await pictures.take(page, 'task-picker');
		await editor.searchPicker('bunny');
		await eventually(
			async () => await editor.texts(tasks),
			['Big Buck Bunny 2160p.mkv (complete)'],
		);
		await pictures.take(page, 'task-picker-search');
		await tasks.click();
		assert.equal(await editor.picked('task'), 'Big Buck Bunny 2160p.mkv (complete)');
		await editor.runStep();
		await eventually(listed, ['Big Buck Bunny 2160p.mkv, complete, 100']);
	});

	await steps.take('picks a task in every other operation that works with some', async () => {
		for (const [place, operation] of OPERATIONS_ON_TASKS.entries()) {
			await editor.choose('operation', operation);
			const tasks = await editor.openPicker('task', TASKS);
			if (place === 0) await pictures.take(page, 'task-picker-of-wait');
			// Another one each time, since n8n keeps what was picked before.
			await tasks.filter({ hasText: TASKS[place] ?? '' }).click();
			assert.equal(await editor.picked('task'), TASKS[place]);
		}
	});

	await steps.take('adds a download to a folder', async () => {
		await editor.choose('operation', 'Create');
		await editor.type('links', LAUNDROMAT);
		await pickFolder('/Films/2026', 'folder-picker', {
			name: 'folder',
			...panel,
			to: editor.part('node-parameters'),
		});
		await editor.runStep();
		await eventually(listed, ['Cosmos Laundromat, pending, 0']);
		await pictures.take(page, 'created');
		const [added] = pikpak.simulator.tasks();
		assert(added?.url === LAUNDROMAT);
		assert.equal(pikpak.simulator.file(added.id)?.parentId, folderIds.get('/Films/2026'));
	});

	await steps.take('picks the folder by which downloads are listed', async () => {
		await editor.choose('operation', 'List');
		await editor.addTo('Add filter', 'Folder');
		await pickFolder('/My Pack', 'list-folder-filter');
		await editor.runStep();
		// What has failed is in no folder.
		await eventually(listed, [
			'Sintel, pending, 0',
			'ubuntu-26.04-desktop-amd64.iso, running, 42',
			'Tears of Steel, running, 97',
			'Big Buck Bunny 2160p.mkv, complete, 100',
			'debian-13.1.0-amd64-netinst.iso, complete, 100',
			'The General (1926).mp4, complete, 100',
		]);
		await editor.closePanel();
		await pictures.take(page, 'canvas');
	});

	await steps.take('begins a second workflow, with the trigger', async () => {
		await editor.newWorkflow();
		await editor.searchPalette('pikpak');
		await editor.part('node-creator-action-item').click();
		await editor.add('On task created');
		await pictures.take(page, 'trigger');
		await editor.openMenu('events');
		await pictures.take(page, 'trigger-events');
		await page.keyboard.press('Escape');
		await editor.openMenu('onActivation');
		await pictures.take(page, 'trigger-on-activation');
		await page.keyboard.press('Escape');
		await editor.addTo('Add filter', 'Folder');
		await pickFolder('/My Pack', 'trigger-folder-filter');
	});

	await steps.take('fetches a test event', async () => {
		await editor.runStep();
		await eventually(events, ['task.created: Sintel']);
		await editor.widenOutput();
		await editor.dismissMessages();
		await pictures.take(page, 'trigger-test-event', {
			name: 'trigger',
			...panel,
			to: editor.part('output-panel'),
		});
		await editor.closePanel();
	});

	await steps.take('publishes the workflow', async () => {
		await editor.part('workflow-open-publish-modal-button').click();
		await editor.part('workflow-publish-button').click();
		const told = editor.part('activation-modal');
		await told.getByText('Your workflow will now regularly check PikPak for events').waitFor();
		await pictures.take(page, 'published');
		await told.getByRole('button', { name: 'Got it' }).click();
		await page.getByText('Published', { exact: true }).waitFor();
	});

	await steps.take('adds a download at PikPak, and sees the execution appear', async () => {
		const drive = await page.context().newPage();
		await drive.goto(pikpak.served.url);
		await drive.getByLabel('Link').fill(LECTURE);
		await drive.getByRole('button', { name: 'Add task' }).click();
		await drive.getByRole('heading', { name: 'Lecture.mp4' }).waitFor();
		await pictures.take(drive, 'simulator');
		await drive.close();
		await editor.part('radio-button-executions').click();
		// The test event has made one, too.
		const polled = editor
			.part('current-executions-list')
			.locator('.execution-card:not(:has([data-icon=flask-conical]))');
		await polled.getByText('Succeeded').waitFor({ timeout: TWO_POLLS.seconds * 1000 });
		await polled.click();
		await pictures.take(page, 'executions');
	});

	await steps.take('opens it, and sees the event', async () => {
		await editor.part('execution-preview-host').getByTestId('canvas-node').dblclick();
		await editor.part('ndv').waitFor();
		await eventually(events, ['task.created: Lecture.mp4']);
		await pictures.take(page, 'execution');
	});

	await steps.take('has asked PikPak for nothing unknown', async () => {
		assert.deepEqual(pikpak.simulator.journal.refusals(), []);
	});
}
