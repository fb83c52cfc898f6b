import { link } from './link';
import type { Resource } from './operation';
import { task } from './task';

/** The first is the default of the menu, which is in the order of the names. */
export const resources: readonly [Resource, ...Resource[]] = [task, link];
