import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DriveView } from './driveView.mjs';
import { Rclone } from './rclone.mjs';
import type { Stage } from './stage.mjs';
import type { Scene, Step } from './step.mjs';
import { CHANGES, DELETION } from './steps/changes.mjs';
import { DOWNLOADS } from './steps/downloads.mjs';
import { FILES } from './steps/files.mjs';
import { FOLDERS } from './steps/folders.mjs';
import { INTERRUPTIONS } from './steps/interruptions.mjs';
import { MISSING } from './steps/missing.mjs';
import { SIGNING_IN, TROUBLE } from './steps/session.mjs';

/** In the order in which they are done: each finds what those before have left. */
export const STEPS: readonly Step[] = [
	...SIGNING_IN,
	...FOLDERS,
	...FILES,
	...CHANGES,
	...DOWNLOADS,
	...MISSING,
	...DELETION,
	...INTERRUPTIONS,
	...TROUBLE,
];

export interface Outcome {
	name: string;
	result: 'passed' | 'failed' | 'not there yet';
	/** What went wrong, or what is not there. */
	why: string;
	seconds: number;
}

/**
 * Does everything with rclone that a person does, and looks on both sides each time.
 *
 * @param program rclone's command line program
 * @param report is told of each step when it is done
 */
export async function playScenario(
	stage: Stage,
	program: string,
	report: (outcome: Outcome) => void,
): Promise<Outcome[]> {
	const { simulator } = stage;
	const local = join(stage.folder, 'local');
	await mkdir(local);
	const scene: Scene = {
		rclone: new Rclone(stage, program),
		simulator,
		drive: new DriveView(simulator),
		local,
	};
	const outcomes: Outcome[] = [];
	for (const step of STEPS) {
		const outcome = await play(step, scene);
		outcomes.push(outcome);
		report(outcome);
	}
	return outcomes;
}

async function play({ name, run, missing }: Step, scene: Scene): Promise<Outcome> {
	const { journal } = scene.simulator;
	const started = Date.now();
	const known = journal.refusals().length;
	const errors = journal.count({ status: 500 });
	const failure = await run(scene).then(
		() => undefined,
		(error: unknown) => String(error),
	);
	const refused = journal
		.refusals()
		.slice(known)
		.filter(({ method, path }) => missing === undefined || `${method} ${path}` !== missing)
		.map(({ method, path, refused: why }) => `${method} ${path}: ${why ?? ''}`);
	const broken = journal.count({ status: 500 }) - errors;
	const wrong = [
		...(failure === undefined ? [] : [failure]),
		...new Set(refused),
		...(broken === 0 ? [] : [`the simulator made ${String(broken)} mistakes of its own`]),
	];
	const result = wrong.length > 0 ? 'failed' : missing === undefined ? 'passed' : 'not there yet';
	const why = wrong.length > 0 ? wrong.join('\n') : (missing ?? '');
	return { name, result, why, seconds: (Date.now() - started) / 1000 };
}
