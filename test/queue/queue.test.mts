import { stopSimulated } from '../support/simulated.mjs';
import { startCluster, type Cluster } from './cluster.mjs';
import { Scenario } from './scenario.mjs';

let cluster: Cluster;
beforeAll(async () => {
	const t = Date.now();
	cluster = await startCluster();
	process.stdout.write(`up ${Date.now() - t}\n`);
}, 1_800_000);
afterAll(async () => {
	await stopSimulated();
	await cluster.end();
});
test('x', async () => {
	const s = await Scenario.prepare(cluster, 'tested');
	process.stdout.write(JSON.stringify(await s.test()) + '\n');
	const { simulator } = s.pikpak;
	const o = await s.run(() => {
		simulator.expireAccessTokens();
	});
	process.stdout.write(JSON.stringify({ ...o, statuses: o.statuses.size }, null, 1) + '\n');
	for (const w of cluster.workers) process.stdout.write(`${w.begun().size} ${w.ended().size}\n`);
	expect(await stopSimulated()).toEqual([]);
});
