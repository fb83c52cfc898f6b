import type { Resource } from './operation';
import { task } from './task';

/** In the order of the menu. */
export const resources: readonly [Resource, ...Resource[]] = [task];
