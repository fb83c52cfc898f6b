import type { Resource } from '../operation';
import { check } from './check';
import { preview } from './preview';

export const link: Resource = {
	value: 'link',
	name: 'Link',
	description: 'A magnet, web address or ed2k link, before anything is downloaded',
	operations: [preview, check],
};
