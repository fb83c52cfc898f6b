import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Simulator } from '../../../simulator/simulator.mjs';
import { at, REMOTE } from '../rclone.mjs';
import type { Step } from '../step.mjs';

const SIGN_IN = { route: 'POST:/v1/auth/signin' };
const REFRESH = { route: 'POST:/v1/auth/token' };
const CAPTCHA = { route: 'POST:/v1/shield/captcha/init' };

/** Beyond the life of a captcha token. */
const SIX_MINUTES_MS = 360_000;

/** Making the account known. */
export const SIGNING_IN: Step[] = [
	{
		name: 'config create signs in, and keeps the password obscured',
		run: async ({ rclone, simulator }) => {
			const { email, password } = simulator.account();
			await rclone.run('config', 'create', REMOTE, 'pikpak', `user=${email}`, `pass=${password}`);
			const config = await readFile(join(rclone.stage.folder, 'rclone.conf'), 'utf8');
			assert.match(config, /^token = /m);
			assert.ok(!config.includes(password), 'the password stands in the configuration');
			assert.equal(simulator.journal.count({ ...SIGN_IN, status: 200 }), 1);
		},
	},
	{
		name: 'a wrong password is told',
		run: async ({ rclone, simulator }) => {
			const { email } = simulator.account();
			const said = await rclone.fail(
				'config',
				'create',
				'wrong',
				'pikpak',
				`user=${email}`,
				'pass=no',
			);
			assert.match(said, /invalid_account_or_password/);
		},
	},
	{
		name: 'config userinfo tells who the account is, and its plan',
		run: async ({ rclone, simulator }) => {
			const said = await rclone.run('config', 'userinfo', at(''), '--json');
			const { Id, VIPType } = JSON.parse(said) as Record<string, string>;
			assert.deepEqual([Id, VIPType], [simulator.account().userId, 'platinum']);
		},
	},
];

/** What goes wrong with an account while it is in use. */
export const TROUBLE: Step[] = [
	{
		name: 'a captcha token that has expired is replaced when the drive demands one',
		run: async ({ rclone, simulator }) => {
			// rclone believes in its token still: it goes by its own clock.
			await rclone.run('lsf', at(''));
			const before = simulator.journal.count(CAPTCHA);
			simulator.advance(SIX_MINUTES_MS);
			simulator.risk({ on: true, status: 400 });
			await rclone.run('lsf', at(''));
			const demanded = simulator.journal
				.entries()
				.filter(({ error }) => error === 'captcha_invalid');
			assert.ok(demanded.length > 0, 'no captcha token was demanded');
			assert.ok(simulator.journal.count(CAPTCHA) > before, 'no captcha token was asked for');
			simulator.risk({ on: false, status: 400 });
		},
	},
	{
		name: 'an access token whose time is up is refreshed',
		run: async ({ rclone, simulator }) => {
			const counts = countsOf(simulator);
			await endToken(rclone.stage.folder);
			simulator.expireAccessTokens();
			await rclone.run('lsf', at(''));
			assert.deepEqual(countsOf(simulator), { ...counts, refreshes: counts.refreshes + 1 });
		},
	},
	{
		name: 'a refresh token that another program has used takes a new sign-in',
		run: async ({ rclone, simulator }) => {
			const counts = countsOf(simulator);
			await endToken(rclone.stage.folder);
			simulator.revokeRefreshTokens();
			await rclone.run('lsf', at(''));
			assert.deepEqual(countsOf(simulator), { ...counts, signIns: counts.signIns + 1 });
		},
	},
	{
		name: 'an access token that PikPak ends before its time is told, and config reconnect signs in again',
		run: async ({ rclone, simulator }) => {
			const counts = countsOf(simulator);
			simulator.expireAccessTokens();
			assert.match(await rclone.fail('lsf', at('')), /"unauthenticated" \(16\)/);
			assert.deepEqual(countsOf(simulator), counts);
			await rclone.attempt(['config', 'reconnect', at('')], { input: 'y\n' });
			await rclone.run('lsf', at(''));
			assert.deepEqual(countsOf(simulator), { ...counts, signIns: counts.signIns + 1 });
		},
	},
];

function countsOf({ journal }: Simulator): { signIns: number; refreshes: number } {
	return {
		signIns: journal.count({ ...SIGN_IN, status: 200 }),
		refreshes: journal.count({ ...REFRESH, status: 200 }),
	};
}

/** As if rclone had not run for some hours: it goes by the time that stands in its configuration. */
async function endToken(folder: string): Promise<void> {
	const file = join(folder, 'rclone.conf');
	const config = await readFile(file, 'utf8');
	const ended = config.replace(
		/^(token = .*"expiry":")[^"]*/m,
		(_, before: string) => `${before}2020-01-01T00:00:00Z`,
	);
	assert.notEqual(ended, config);
	await writeFile(file, ended);
}
