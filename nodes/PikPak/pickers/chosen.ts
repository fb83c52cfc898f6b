import { isObject, text } from '../../../pikpak/wire';

/** What a field with several modes holds. */
export interface Chosen {
	/** Undefined if an expression or an agent has filled in the whole field, and not only the value of a mode. */
	mode: string | undefined;
	/** An expression can yield anything. */
	value: unknown;
}

/** Reads the value of a resource locator. */
export function chosenIn(parameter: unknown): Chosen {
	return isObject(parameter) && 'mode' in parameter
		? { mode: text(parameter, 'mode'), value: parameter['value'] }
		: { mode: undefined, value: parameter };
}

/** Of PikPak's ids, as clients have seen them. */
export const ID_CHARACTERS = '[A-Za-z0-9_-]';

export const ID = new RegExp(`^${ID_CHARACTERS}+$`);
