import { addContent, type NewContent } from './drive/contents.mjs';
import { myPack } from './drive/files.mjs';
import { createTasks, FAILURE_MESSAGES, type NewTask } from './drive/tasks.mjs';
import { emptyState, type State } from './state.mjs';
import type { World } from './world.mjs';

export const SEEDS = ['empty', 'demo', 'free', 'large'] as const;

/**
 * What a drive starts with. `empty`: nothing, premium. `demo`: eight downloads in all phases, premium. `free`: nothing,
 * on the free plan. `large`: 10,000 finished downloads, premium.
 */
export type Seed = (typeof SEEDS)[number];

const PLANS: Record<Seed, State['account']['plan']> = {
	empty: 'premium',
	demo: 'premium',
	free: 'free',
	large: 'premium',
};

/**
 * Makes the world anew: the account, its drive, the clock and the switches.
 *
 * @param start milliseconds since 1970, on the clock that has not been advanced
 */
export function sow(world: World, seed: Seed, start: number): void {
	world.state = emptyState(PLANS[seed], start);
	if (seed === 'demo') addContent(world, SINTEL);
	const tasks = tasksOf(seed, start);
	if (tasks.length > 0) createTasks(world, tasks, myPack(world).id);
}

function tasksOf(seed: Seed, now: number): NewTask[] {
	switch (seed) {
		case 'demo':
			return DEMO.map(({ minutesAgo, minutes, ...task }) => ({
				...task,
				createdAt: now - minutesAgo * 60_000,
				updatedAt: now - (minutesAgo - minutes) * 60_000,
			}));
		case 'large':
			return Array.from({ length: 10_000 }, (_, index) => ({
				name: `scan-${String(index + 1).padStart(5, '0')}.pdf`,
				phase: 'PHASE_TYPE_COMPLETE' as const,
				size: 1_000_000,
				createdAt: now - (10_000 - index) * 60_000,
			}));
		default:
			return [];
	}
}

/** The open movie as its torrent has it. */
const SINTEL: NewContent = {
	url: 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10',
	name: 'Sintel',
	files: [
		{ path: 'Sintel.de.srt', size: 1_652 },
		{ path: 'Sintel.en.srt', size: 1_514 },
		{ path: 'Sintel.es.srt', size: 1_554 },
		{ path: 'Sintel.fr.srt', size: 1_618 },
		{ path: 'Sintel.it.srt', size: 1_546 },
		{ path: 'Sintel.mp4', size: 129_241_752 },
		{ path: 'Sintel.nl.srt', size: 1_537 },
		{ path: 'Sintel.pl.srt', size: 1_536 },
		{ path: 'Sintel.pt.srt', size: 1_551 },
		{ path: 'Sintel.ru.srt', size: 2_016 },
		{ path: 'poster.jpg', size: 46_115 },
	],
};

/** Oldest first; free software, open movies and books and films in the public domain. */
const DEMO: ReadonlyArray<NewTask & { minutesAgo: number; minutes: number }> = [
	{
		name: 'The General (1926).mp4',
		phase: 'PHASE_TYPE_COMPLETE',
		size: 1_438_291_204,
		minutesAgo: 2890,
		minutes: 14,
	},
	{
		name: 'debian-13.1.0-amd64-netinst.iso',
		url: 'https://cdimage.debian.org/debian-cd/current/amd64/iso-cd/debian-13.1.0-amd64-netinst.iso',
		phase: 'PHASE_TYPE_COMPLETE',
		size: 821_035_008,
		minutesAgo: 1503,
		minutes: 2,
	},
	{
		name: 'OpenStreetMap planet 2026-11',
		phase: 'PHASE_TYPE_ERROR',
		progress: 0,
		size: 323_323_487_391,
		message: FAILURE_MESSAGES[1],
		minutesAgo: 1442,
		minutes: 1,
	},
	{
		name: 'Big Buck Bunny 2160p.mkv',
		phase: 'PHASE_TYPE_COMPLETE',
		size: 691_876_864,
		minutesAgo: 388,
		minutes: 6,
	},
	{
		name: 'Moby Dick.epub',
		url: 'https://www.gutenberg.org/files/2701/moby-dick.epub',
		phase: 'PHASE_TYPE_ERROR',
		progress: 12,
		size: 816_203,
		message: FAILURE_MESSAGES[0],
		minutesAgo: 95,
		minutes: 3,
	},
	{
		name: 'Tears of Steel',
		phase: 'PHASE_TYPE_RUNNING',
		progress: 97,
		size: 6_737_592_810,
		minutesAgo: 52,
		minutes: 49,
	},
	{
		name: 'ubuntu-26.04-desktop-amd64.iso',
		url: 'https://releases.ubuntu.com/26.04/ubuntu-26.04-desktop-amd64.iso',
		phase: 'PHASE_TYPE_RUNNING',
		progress: 42,
		size: 6_343_219_200,
		minutesAgo: 11,
		minutes: 10,
	},
	{
		name: 'Sintel',
		url: `${SINTEL.url}&dn=Sintel`,
		phase: 'PHASE_TYPE_PENDING',
		minutesAgo: 1,
		minutes: 0,
	},
];
