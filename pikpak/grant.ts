import { accountKey, deviceOf, type Account } from './account';
import { isOfDevice, readSession, type Session, type StoredSession } from './session';

/** A session with its access token, which is empty after a refusal. */
export interface Grant {
	accessToken: string;
	session: Session;
}

/**
 * What an account has to go on with: the newest tokens of what is stored and what the process remembers, and the last
 * refusal since. Blank if there is nothing yet.
 */
export function grantOf(
	account: Account,
	{ accessToken, session }: StoredSession,
	remembered: Grant | undefined,
): Grant {
	const key = accountKey(account);
	const stored = readSession(session, key);
	const grants = [
		// First, since a stored one that is as late has had its token blanked, or is the same.
		...(remembered === undefined ? [] : [remembered]),
		...(stored === undefined ? [] : [{ accessToken, session: stored }]),
	].sort((one, other) => other.session.issuedAt - one.session.issuedAt);
	const held = grants.find(hasTokens) ?? grants[0] ?? blank(key, account);
	const refused = grants
		.map((grant) => grant.session)
		.reduce((one, other) => (refusedAt(other) > refusedAt(one) ? other : one), held.session);
	const { refusal, captchaTried } =
		refusedAt(refused) >= held.session.issuedAt ? refused : { ...held.session, refusal: undefined };
	return {
		accessToken: isOfDevice(account, held.session) ? held.accessToken : '',
		session: {
			...held.session,
			deviceId: deviceOf(account, held.session),
			refusal,
			captchaTried,
		},
	};
}

function hasTokens({ accessToken, session }: Grant): boolean {
	return accessToken !== '' || session.refreshToken !== '';
}

function refusedAt({ refusal }: Session): number {
	return refusal?.at ?? -1;
}

function blank(key: string, { wayIn }: Account): Grant {
	return {
		accessToken: '',
		session: {
			account: key,
			deviceId: '',
			userId: '',
			refreshToken: wayIn.kind === 'refreshToken' ? wayIn.refreshToken : '',
			expiresAt: 0,
			issuedAt: 0,
			refusal: undefined,
			captchaTried: '',
		},
	};
}
