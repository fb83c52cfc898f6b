import { parseArgs } from 'node:util';
import { NOTHING_TO_LOOK_AT } from '../test/contract/assumption.mjs';
import { assumptions } from '../test/contract/assumptions.mjs';
import { Service } from '../test/contract/service.mjs';

const USAGE = `Holds what this package assumes about PikPak against a real account, and leaves the account as it is.

  PIKPAK_EMAIL=… PIKPAK_PASSWORD=… npm run test:live

  PIKPAK_SERVICE   mypikpak.com if left out; or mypikpak.net, pikpak.me, pikpakdrive.com
  -- --all         also the assumptions that add a task, fail a sign-in on purpose or use up a session`;

const { PIKPAK_EMAIL: email, PIKPAK_PASSWORD: password } = process.env;
const root = process.env['PIKPAK_SERVICE'] ?? 'mypikpak.com';
const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });

if (!email || !password) {
	console.error(USAGE);
	process.exit(1);
}

const service = new Service({
	userUrl: `https://user.${root}`,
	driveUrl: `https://api-drive.${root}`,
	email,
	password,
});
let failed = 0;
for (const [name, { assumes, readOnly, expected, see }] of assumptions) {
	if (!readOnly && !values.all) {
		console.log(`- ${name}\n  not looked at: it would change the account (--all)\n`);
		continue;
	}
	const seen = await see(service).catch((error: unknown) => String(error));
	const mark = seen === expected ? '✓' : seen === NOTHING_TO_LOOK_AT ? '-' : '✗';
	if (mark === '✗') failed++;
	console.log(
		`${mark} ${name}\n  assumed:  ${assumes}\n  expected: ${expected}\n  seen:     ${seen}\n`,
	);
	// A courteous pace; the others sign in as well.
	await new Promise((resolve) => setTimeout(resolve, readOnly ? 500 : 20_000));
}
console.log(failed === 0 ? 'No assumption was contradicted.' : `${String(failed)} contradicted.`);
process.exitCode = failed === 0 ? 0 : 1;
