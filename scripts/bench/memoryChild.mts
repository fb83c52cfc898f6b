import { Listing } from './listing.mjs';
import type { ChildReport, ChildTask } from './memory.mjs';

const { way, drive, credential } = JSON.parse(process.argv[2] ?? '') as ChildTask;

const listing = await Listing.load();
listing.use(credential);
const tasks = await list();
const report: ChildReport = { listed: tasks.length, maxRss: process.resourceUsage().maxRSS };
console.log(JSON.stringify(report));

async function list(): Promise<object[]> {
	switch (way) {
		case 'nothing':
			return [];
		case 'bare':
			return await listing.bare(listing.context('raw'), drive);
		default:
			return await listing.ours(listing.context(way));
	}
}
