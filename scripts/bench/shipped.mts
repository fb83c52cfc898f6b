import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Ring 1 and the trigger's store as they are shipped: what a compiler on the way adds would be measured as well. */
export const { callOn } =
	require('../../dist/pikpak/call.js') as typeof import('../../pikpak/call.js');
export const { CaptchaTokens } =
	require('../../dist/pikpak/captchaTokens.js') as typeof import('../../pikpak/captchaTokens.js');
export const { listTasks } =
	require('../../dist/pikpak/tasks/tasks.js') as typeof import('../../pikpak/tasks/tasks.js');
export const { poll } =
	require('../../dist/pikpak/watch/poll.js') as typeof import('../../pikpak/watch/poll.js');
export const { TriggerMemory } =
	require('../../dist/nodes/PikPak/trigger/memory.js') as typeof import('../../nodes/PikPak/trigger/memory.js');
export const { StateStore } =
	require('../../dist/nodes/PikPak/trigger/store.js') as typeof import('../../nodes/PikPak/trigger/store.js');
