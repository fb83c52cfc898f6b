import type { Simulator } from '../../simulator/simulator.mjs';
import type { DriveView } from './driveView.mjs';
import type { Rclone } from './rclone.mjs';

/** What a step has at hand. Each step finds the drive as those before have left it. */
export interface Scene {
	rclone: Rclone;
	simulator: Simulator;
	drive: DriveView;
	/** A folder on this machine, for files that go up and come down. */
	local: string;
}

/** One thing that a person does with rclone. */
export interface Step {
	/** A sentence. */
	name: string;
	/** @throws Error if it is not so, on either side */
	run: (scene: Scene) => Promise<void>;
	/**
	 * The call that the simulator does not have yet, such as `POST /drive/v1/share`: the step shows that it is refused, and how rclone
	 * takes that.
	 */
	missing?: string;
}
