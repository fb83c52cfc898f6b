import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extract } from 'tar';

/**
 * Puts this package into an n8n where a person's installation puts it, from the tarball that would be published. Its nodes are then
 * called `n8n-nodes-pikpak.pikPak`, as in everybody's workflows.
 *
 * @param root the checkout, built
 * @param folder n8n's user folder
 */
export async function installPackage(root: string, folder: string): Promise<void> {
	const place = join(folder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-pikpak');
	await rm(place, { recursive: true, force: true });
	await mkdir(place, { recursive: true });
	await unpackTarball(root, place);
}

/** Packs the checkout as for publishing, and unpacks the tarball into a folder. */
export async function unpackTarball(root: string, folder: string): Promise<void> {
	const temporary = await mkdtemp(join(tmpdir(), 'n8n-nodes-pikpak-pack-'));
	try {
		const { stdout } = await promisify(execFile)(
			'npm',
			['pack', '--ignore-scripts', '--json', '--pack-destination', temporary],
			{ cwd: root },
		);
		const [packed] = JSON.parse(stdout) as [{ filename: string }];
		await extract({ file: join(temporary, packed.filename), cwd: folder, strip: 1 });
	} finally {
		await rm(temporary, { recursive: true, force: true });
	}
}
