import { isMagnet, readMagnet, v2HashOf } from './magnet';

/**
 * What two links to the same thing have in common, however they are written: of magnets the info hash, as hexadecimal digits
 * in lower case; of ed2k links hash and size; of web addresses all that counts.
 *
 * @returns the text itself, without blanks around it, if it is no such link
 */
export function linkKey(url: string): string {
	const link = url.trim();
	const key = isMagnet(link)
		? (readMagnet(link)?.infoHash ?? v2HashOf(link))
		: (webKeyOf(link) ?? ed2kKeyOf(link));
	return key ?? link;
}

const AUTHORITY =
	/^(https?):\/\/([^/?#]*@)?([\w.\-\u0080-\uffff]+|\[[\da-f:.]+\])(?::(\d*))?(?=[/?#]|$)/i;
const PORTS: Record<string, string> = { http: '80', https: '443' };

/** @returns the web address without what makes no difference; undefined if it is none */
export function webKeyOf(link: string): string | undefined {
	const authority = AUTHORITY.exec(link);
	if (authority === null) return undefined;
	const [whole, scheme = '', login = '', host = '', port = ''] = authority;
	const protocol = scheme.toLowerCase();
	const suffix = port === '' || port === PORTS[protocol] ? '' : `:${port}`;
	return `${protocol}://${login}${host.toLowerCase()}${suffix}${resourceOf(link.slice(whole.length))}`;
}

/** The fragment tells what to get where nothing else does, as in `https://mega.nz/#!…`. */
function resourceOf(rest: string): string {
	const [resource = ''] = rest.split('#', 1);
	const full = resource.startsWith('/') ? resource : `/${resource}`;
	const fragment = rest.slice(resource.length);
	const counts = fragment.startsWith('#!') || (/^\/(?:\?|$)/.test(full) && fragment !== '#');
	return counts ? full + fragment : full;
}

/** Name, size and hash, and further fields, which only help to find sources. A name may have blanks in it. */
const ED2K =
	/ed2k:\/\/\|file\|[^|\r\n<>"]+\|(\d+)\|([\da-f]{32})\|(?:(?:[a-z]=|sources,)[^|\s<>"]*\|)*\//iy;

/** @returns the whole ed2k link that begins at a place in a text, if there is one */
export function ed2kAt(text: string, start: number): string | undefined {
	ED2K.lastIndex = start;
	return ED2K.exec(text)?.[0];
}

function ed2kKeyOf(link: string): string | undefined {
	ED2K.lastIndex = 0;
	const [whole, size = '', hash = ''] = ED2K.exec(link) ?? [];
	return whole === link ? `ed2k:${hash.toLowerCase()}:${size.replace(/^0+(?=\d)/, '')}` : undefined;
}
