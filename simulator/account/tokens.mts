import { createHash } from 'node:crypto';
import { invalidGrant, unauthenticated } from '../failure.mjs';
import { entryOf, unexpired, type StoredAccess } from '../state.mjs';
import { newId, type World } from '../world.mjs';

/** The program that holds a token, and its device; an empty device id if it named none. */
interface Holder {
	clientId: string;
	deviceId: string;
}

/**
 * Makes a pair of tokens, as a sign-in and a refresh yield them.
 *
 * @returns the body of the answer; `expires_in` in seconds
 */
export function issueTokens(world: World, holder: Holder): Record<string, unknown> {
	const expiresIn = world.settings.limits.accessSeconds;
	const accessToken = newAccessToken(world, holder.clientId, expiresIn);
	world.secrets.note('accessTokens', accessToken);
	keepAccess(world, accessToken, {
		kind: 'session',
		...holder,
		expiresAt: world.now() + expiresIn * 1000,
	});
	return {
		token_type: 'Bearer',
		access_token: accessToken,
		refresh_token: issueRefreshToken(world, holder),
		expires_in: expiresIn,
		sub: world.state.account.userId,
		user_group: [],
		scope: 'user',
	};
}

/** Makes a refresh token, which works once. */
export function issueRefreshToken(world: World, holder: Holder): string {
	const token = newId(world, 'os.', 64);
	world.secrets.note('refreshTokens', token);
	world.state.refreshes[token] = holder;
	return token;
}

/**
 * Makes a personal access token, as the user does in PikPak's settings. The shape of the real ones is not known, so
 * that it has none.
 *
 * @param seconds how long it is good
 */
export function issuePersonalToken(world: World, seconds: number): string {
	const token = newId(world, '', 48);
	world.secrets.note('personalTokens', token);
	keepAccess(world, token, {
		kind: 'personal',
		clientId: '',
		deviceId: '',
		expiresAt: world.now() + seconds * 1000,
	});
	return token;
}

/** The tokens of one kind are worth nothing from now on. */
export function endAccess({ state }: World, ended: StoredAccess['kind']): void {
	state.accesses = Object.fromEntries(
		Object.entries(state.accesses).filter(([, { kind }]) => kind !== ended),
	);
}

function keepAccess({ state, now }: World, token: string, access: StoredAccess): void {
	state.accesses = { ...unexpired(state.accesses, now()), [token]: access };
}

/**
 * Trades a refresh token for the next pair. A token works once, and only for the client id that obtained it.
 *
 * @param deviceId of the request; undefined if it names none
 * @throws ServiceFailure `invalid_grant`
 */
export function tradeRefreshToken(
	world: World,
	token: string,
	clientId: string,
	deviceId: string | undefined,
): Record<string, unknown> {
	const { refreshes } = world.state;
	const holder = entryOf(refreshes, token);
	if (holder?.clientId !== clientId) throw invalidGrant();
	Reflect.deleteProperty(refreshes, token);
	return issueTokens(world, { clientId, deviceId: deviceId ?? holder.deviceId });
}

/**
 * Looks at the access token of a request, personal or not.
 *
 * @param authorization the header
 * @throws ServiceFailure `unauthenticated`
 */
export function requireAccess(world: World, authorization: string | undefined): StoredAccess {
	const live = unexpired(world.state.accesses, world.now());
	const access = entryOf(live, bearerOf(authorization));
	if (access === undefined) throw unauthenticated();
	return access;
}

/** @returns eight characters that tell access tokens apart and give none away; undefined without a token */
export function fingerprintOf(authorization: string | undefined): string | undefined {
	if (!authorization?.startsWith('Bearer ')) return undefined;
	return createHash('sha256').update(bearerOf(authorization)).digest('hex').slice(0, 8);
}

function bearerOf(authorization = ''): string {
	return authorization.replace(/^Bearer /, '');
}

/** Looks like the real one, whose claims clients read; the signature is by nobody. */
function newAccessToken(world: World, clientId: string, expiresIn: number): string {
	const issued = Math.floor(world.now() / 1000);
	const claims = {
		iss: 'https://user.mypikpak.com',
		sub: world.state.account.userId,
		aud: clientId,
		iat: issued,
		exp: issued + expiresIn,
		jti: newId(world, '', 24),
	};
	const [header, payload] = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) =>
		Buffer.from(JSON.stringify(part)).toString('base64url'),
	);
	return [header, payload, newId(world, '', 86)].join('.');
}
