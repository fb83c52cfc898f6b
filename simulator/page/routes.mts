import type { Context } from 'hono';
import { z, ZodError } from 'zod/v4';
import { ControlError, type Controls } from '../controls.mjs';
import { NewTask } from '../drive/tasks.mjs';
import type { Service } from '../hosts.mjs';
import { page, type Outcome } from './page.mjs';
import { SWITCHES } from './switches.mjs';
import { WAYS } from './ways.mjs';

const AddForm = z.object({ url: z.string().trim(), name: z.string().trim() });
const ProgressForm = z.object({ percent: z.coerce.number<string>().int().min(0).max(100) });
const FailForm = z.object({ message: z.string() });
const SwitchForm = z.object({ on: z.enum(['true', 'false']).transform((on) => on === 'true') });
const Action = z.enum(['start', 'finish', 'retry', 'remove', 'deleteFile']);

/**
 * The web page, and its forms, which work without a script: each is a POST that leads back to the page. One that makes a
 * token answers with the page instead, since the token is to be in no address.
 */
export function addPageRoutes(app: Service, controls: Controls): void {
	const show = (c: Context, outcome: Outcome = {}) =>
		page(controls, new URL(c.req.url).origin, outcome);

	const back = (c: Context, act: () => void) => {
		try {
			act();
			return c.redirect('/', 303);
		} catch (error) {
			return c.html(show(c, { problem: sentenceOf(error) }), 409);
		}
	};

	app.get('/', (c) => c.html(show(c)));

	app.post('/tasks', async (c) => {
		const form = await c.req.parseBody();
		return back(c, () => {
			const { url, name } = AddForm.parse(form);
			controls.addTask(NewTask.parse({ url, ...(name !== '' && { name }) }));
		});
	});

	app.post('/tasks/:id/progress', async (c) => {
		const form = await c.req.parseBody();
		return back(c, () => {
			controls.progress(c.req.param('id'), ProgressForm.parse(form).percent);
		});
	});

	app.post('/tasks/:id/fail', async (c) => {
		const form = await c.req.parseBody();
		return back(c, () => {
			controls.fail(c.req.param('id'), FailForm.parse(form).message);
		});
	});

	app.post('/tasks/:id/:action', (c) =>
		back(c, () => {
			controls[Action.parse(c.req.param('action'))](c.req.param('id'));
		}),
	);

	app.post('/switches/:name', async (c) => {
		const form = await c.req.parseBody();
		return back(c, () => {
			const found = SWITCHES.find(({ name }) => name === c.req.param('name'));
			found?.turn(controls, SwitchForm.parse(form).on);
		});
	});

	app.post('/ways/:name', (c) => {
		const way = WAYS.find(({ name }) => name === c.req.param('name'));
		if (way === undefined) return c.html(show(c, { problem: 'There is no such way in.' }), 409);
		const { words, note } = way;
		return c.html(show(c, { given: { words, note, token: way.newToken(controls) } }));
	});

	app.post('/expire', (c) =>
		back(c, () => {
			controls.expireAccessTokens();
		}),
	);
}

/** @throws what is not the reader's doing */
function sentenceOf(error: unknown): string {
	if (error instanceof ControlError) return `${error.message}.`;
	if (error instanceof ZodError) return error.issues.map(({ message }) => `${message}.`).join(' ');
	throw error;
}
