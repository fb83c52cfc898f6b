import assert from 'node:assert/strict';
import type { Simulator } from '../../simulator/simulator.mjs';
import type { StoredFile } from '../../simulator/state.mjs';

/** What is on the simulated drive by its path, as the simulator itself knows it. */
export class DriveView {
	constructor(private readonly simulator: Simulator) {}

	/** @returns the file or folder that is not in the trash; undefined if there is none */
	find(path: string): StoredFile | undefined {
		const names = path.split('/').filter(Boolean);
		let found: StoredFile | undefined;
		for (const name of names) {
			const parentId: string = found?.id ?? '';
			found = this.#files().find((file) => file.parentId === parentId && file.name === name);
			if (found === undefined) return undefined;
		}
		return found;
	}

	/** @throws AssertionError if it is not there, or in the trash */
	get(path: string): StoredFile {
		const found = this.find(path);
		assert.ok(found, `"${path}" is not on the simulated drive`);
		return found;
	}

	/** @returns the names in a folder, sorted, with a slash after those of folders */
	names(path: string): string[] {
		const parentId = path === '' ? '' : this.get(path).id;
		return this.#files()
			.filter((file) => file.parentId === parentId)
			.map(({ kind, name }) => (kind === 'drive#folder' ? `${name}/` : name))
			.sort();
	}

	/** @returns the names in the trash, sorted */
	trash(): string[] {
		return this.#all()
			.filter(({ trashed }) => trashed)
			.map(({ name }) => name)
			.sort();
	}

	/** @returns whether it is anywhere, in the trash or not */
	exists(id: string): boolean {
		return this.#all().some((file) => file.id === id);
	}

	#files(): StoredFile[] {
		return this.#all().filter(({ trashed }) => !trashed);
	}

	#all(): StoredFile[] {
		return Object.values(this.simulator.snapshot().files);
	}
}
