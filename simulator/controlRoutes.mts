import { z, ZodError } from 'zod/v4';
import { CLIENT_NAMES } from './account/clients.mjs';
import { ControlError, type Controls } from './controls.mjs';
import { NewContent } from './drive/contents.mjs';
import { NewTask } from './drive/tasks.mjs';
import { Fault } from './faults.mjs';
import type { Service } from './hosts.mjs';
import { SEEDS } from './seeds.mjs';
import { Risk } from './state.mjs';

type Run = (controls: Controls, input: unknown) => unknown;

function taking<T>(schema: z.ZodType<T>, run: (controls: Controls, input: T) => unknown): Run {
	return (controls, input) => run(controls, schema.parse(input));
}

const nothing = z.strictObject({});
const id = z.strictObject({ id: z.string() });
const percent = id.extend({ percent: z.int().min(0).max(100) });
const renaming = id.extend({ name: z.string().min(1) });
const removal = id.extend({ withFile: z.boolean().optional() });
const message = id.extend({ message: z.string().optional() });
const filter = z.strictObject({ route: z.string().optional(), status: z.int().optional() });

/** Each control under its name in process, with its arguments in one JSON object. */
const CONTROLS: Record<string, Run> = {
	snapshot: taking(nothing, (controls) => controls.snapshot()),
	restore: taking(z.unknown(), (controls, snapshot) => {
		controls.restore(snapshot);
	}),
	reset: taking(z.strictObject({ seed: z.enum(SEEDS).optional() }), (controls, { seed }) => {
		controls.reset(seed);
	}),
	now: taking(nothing, (controls) => controls.now()),
	advance: taking(z.strictObject({ ms: z.number().min(0) }), (controls, { ms }) => {
		controls.advance(ms);
	}),
	account: taking(nothing, (controls) => controls.account()),
	secrets: taking(nothing, (controls) => controls.secrets()),
	switches: taking(nothing, (controls) => controls.switches()),

	tasks: taking(nothing, (controls) => controls.tasks()),
	file: taking(id, (controls, input) => controls.file(input.id)),
	addTask: taking(NewTask, (controls, task) => controls.addTask(task)),
	addTasks: taking(z.strictObject({ tasks: z.array(NewTask) }), (controls, { tasks }) =>
		controls.addTasks(tasks),
	),
	addContent: taking(NewContent, (controls, content) => controls.addContent(content)),
	start: taking(id, (controls, input) => controls.start(input.id)),
	progress: taking(percent, (controls, input) => controls.progress(input.id, input.percent)),
	finish: taking(id, (controls, input) => controls.finish(input.id)),
	fail: taking(message, (controls, input) => controls.fail(input.id, input.message)),
	retry: taking(id, (controls, input) => controls.retry(input.id)),
	rename: taking(renaming, (controls, input) => controls.rename(input.id, input.name)),
	remove: taking(removal, (controls, input) => {
		controls.remove(input.id, input);
	}),
	deleteFile: taking(id, (controls, input) => {
		controls.deleteFile(input.id);
	}),
	trashFile: taking(id, (controls, input) => {
		controls.trashFile(input.id);
	}),

	newRefreshToken: taking(z.strictObject({ client: z.enum(CLIENT_NAMES) }), (controls, input) =>
		controls.newRefreshToken(input),
	),
	newPersonalToken: taking(
		// As PikPak lets the user choose.
		z.strictObject({ days: z.int().min(30).max(365).optional() }),
		(controls, input) => controls.newPersonalToken(input),
	),
	expireAccessTokens: taking(nothing, (controls) => {
		controls.expireAccessTokens();
	}),
	revokeRefreshTokens: taking(nothing, (controls) => {
		controls.revokeRefreshTokens();
	}),
	revokePersonalTokens: taking(nothing, (controls) => {
		controls.revokePersonalTokens();
	}),
	risk: taking(Risk, (controls, risk) => {
		controls.risk(risk);
	}),
	personNeeded: taking(z.strictObject({ on: z.boolean() }), (controls, { on }) => {
		controls.personNeeded(on);
	}),
	confirm: taking(z.strictObject({ link: z.string() }), (controls, { link }) =>
		controls.confirm(link),
	),

	addFault: taking(Fault, (controls, fault) => {
		controls.addFault(fault);
	}),
	removeFault: taking(z.strictObject({ name: z.string() }), (controls, { name }) =>
		controls.removeFault(name),
	),
	faults: taking(nothing, (controls) => controls.faults()),

	'journal.entries': taking(filter, ({ journal }, input) => journal.entries(input)),
	'journal.count': taking(filter, ({ journal }, input) => journal.count(input)),
	'journal.refusals': taking(nothing, ({ journal }) => journal.refusals()),
};

/**
 * The controls over HTTP: `POST /_simulator/<control>` with a JSON object answers with what the control yields, or
 * null; 400 if the arguments are wrong, 409 if it cannot be done. `GET /_simulator` lists the controls.
 */
export function addControlRoutes(app: Service, controls: Controls): void {
	app.get('/_simulator', (c) => c.json({ controls: Object.keys(CONTROLS) }));

	app.post('/_simulator/:control', async (c) => {
		const name = c.req.param('control');
		const run = Object.hasOwn(CONTROLS, name) ? CONTROLS[name] : undefined;
		if (run === undefined) return c.json({ error: `There is no control "${name}"` }, 404);
		try {
			const text = await c.req.text();
			return Response.json(run(controls, text === '' ? {} : JSON.parse(text)) ?? null);
		} catch (error) {
			if (error instanceof ControlError) return c.json({ error: error.message }, 409);
			if (error instanceof ZodError) return c.json({ error: z.prettifyError(error) }, 400);
			if (error instanceof SyntaxError) return c.json({ error: 'The body is not JSON' }, 400);
			throw error;
		}
	});
}
