import type { Service } from './service.mjs';

/**
 * Something that this package takes for granted about PikPak. Nobody documents the service, so each assumption says where it
 * comes from, and can be held against the real one.
 */
export interface Assumption {
	/** The package assumes that … */
	assumes: string;
	/** What it was found in, when and how sure. */
	source: string;
	/** Whether it leaves the account as it is. Others are run on a simulator only, unless somebody asks. */
	readOnly: boolean;
	/** What is seen if it holds. */
	expected: string;
	/** Looks at a service and says in the same words what is seen; `nothing to look at` if the account cannot show it. */
	see: (service: Service) => Promise<string>;
}

/** Seen when the account has nothing that could prove or disprove the assumption. */
export const NOTHING_TO_LOOK_AT = 'nothing to look at';
