import { z } from 'zod/v4';

/**
 * A name that a client gives a file or folder. rclone writes all others with other characters on the way to PikPak (its
 * default `encoding`, v1.76): nothing tells better what PikPak does not take. Names that links bring are not held to it.
 */
export const GivenName = z
	.string()
	.min(1)
	.refine(
		(name) => !/[\u0000-\u001f"*/:<>?\\|]/.test(name),
		'it has a control character or one of "*/:<>?\\|',
	)
	.refine((name) => name !== '.' && name !== '..', 'it is . or ..')
	.refine(
		(name) => !/^ | $|\.$/.test(name),
		'it begins or ends with a space, or ends with a period',
	)
	.refine((name) => !/\p{Surrogate}/u.test(name), 'it has half of a character');
