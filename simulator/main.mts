import { parseArgs } from 'node:util';
import { z } from 'zod/v4';
import { SEEDS } from './seeds.mjs';
import { serve, type ServedSimulator } from './serve.mjs';
import { createSimulator, UNATTENDED, type Simulator } from './simulator.mjs';
import { keepState } from './stateFile.mjs';

const Options = z.object({
	port: z
		.string()
		.refine((port) => /^\d{1,5}$/.test(port) && Number(port) <= 65_535, {
			error: '--port takes a number up to 65535',
		})
		.transform(Number),
	seed: z.enum(SEEDS, `--seed takes one of ${SEEDS.join(', ')}`),
	state: z.string().optional(),
});

const USAGE = `npm run simulator -- [--port 4700] [--seed ${SEEDS.join('|')}] [--state FILE]

  --port   where it listens, on this machine alone
  --seed   what the drive starts with
  --state  a file that keeps the drive, the account and the switches from one run to the next`;

function optionsOf(args: string[]): z.infer<typeof Options> {
	const { values } = parseArgs({
		args,
		options: {
			port: { type: 'string', default: '4700' },
			seed: { type: 'string', default: 'demo' },
			state: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		console.log(USAGE);
		process.exit(0);
	}
	return Options.parse(values);
}

function greeting({ url, userUrl, driveUrl }: ServedSimulator, simulator: Simulator): string {
	const { email, password } = simulator.account();
	return `
A PikPak to try things out, on this machine alone. Ctrl-C ends it.

  Web page   ${url}
  Controls   ${url}/_simulator   (see simulator/README.md)

In n8n, make a PikPak credential:

  Email      ${email}
  Password   ${password}
  Service    Custom
  User URL   ${userUrl}
  Drive URL  ${driveUrl}
`;
}

/** One sentence for whoever typed the command. */
function sentenceOf(error: unknown, port: number | undefined): string {
	if (error instanceof z.ZodError) return error.issues.map((issue) => issue.message).join('. ');
	const isUnknown =
		error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
	if (isUnknown) return `${error.message}\n\n${USAGE}\n`;
	const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
	if (inUse) {
		return `Port ${String(port)} is in use: end what is running there, or choose another --port`;
	}
	return error instanceof Error ? error.message : String(error);
}

async function main(): Promise<void> {
	let port: number | undefined;
	try {
		const { seed, state, ...options } = optionsOf(process.argv.slice(2));
		port = options.port;
		const simulator = createSimulator({ seed, life: UNATTENDED });
		// The port first: while another simulator has it, the file may be that one's.
		const served = await serve(simulator, { port });
		const kept = state === undefined ? undefined : keepState(simulator, state);
		for (const signal of ['SIGINT', 'SIGTERM'] as const) {
			process.on(signal, () => {
				kept?.save();
				process.exit(0);
			});
		}
		console.log(greeting(served, simulator));
	} catch (error) {
		console.error(sentenceOf(error, port).replace(/[^.\n]$/, '$&.'));
		process.exit(1);
	}
}

void main();
