import { PikPakError } from './errors';
import { Refused } from './refusal';

/** @returns the error for what was not asked for any more after a refusal that concerns all */
export function notTried(refusal: PikPakError): PikPakError {
	// It was not tried either, and tells until when nothing will be.
	if (refusal instanceof Refused) return refusal;
	const { reason, meaning, ...rest } = refusal;
	return new PikPakError(reason, {
		...rest,
		meaning: `${meaning} This one was not tried any more.`,
	});
}
