import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { unpackTarball } from './n8n/package.mjs';

// What n8n's verification scanner says of the source, and of the tarball that would be published.
const root = resolve(import.meta.dirname, '..');
const unpacked = await mkdtemp(join(tmpdir(), 'n8n-nodes-pikpak-scan-'));
try {
	await unpackTarball(root, unpacked);
	const verdicts = {
		source: await analyzePackage(root, SOURCE_FILE_PATTERNS),
		tarball: await analyzePackage(unpacked, ['**/*.js', 'package.json']),
	};
	console.log(JSON.stringify(verdicts, null, '\t'));
	process.exitCode = Object.values(verdicts).every(({ passed }) => passed) ? 0 : 1;
} finally {
	await rm(unpacked, { recursive: true, force: true });
}
