import type { Assumption } from './assumption.mjs';
import { assumption as assumption001 } from './001-sign-in-takes-a-captcha-token.mjs';
import { assumption as assumption002 } from './002-sign-in-answers-with-tokens.mjs';
import { assumption as assumption003 } from './003-access-token-names-user-and-end.mjs';
import { assumption as assumption004 } from './004-user-me-names-the-user.mjs';
import { assumption as assumption005 } from './005-drive-refuses-nobody-with-401.mjs';
import { assumption as assumption006 } from './006-phase-filter-in.mjs';
import { assumption as assumption007 } from './007-phase-filter-eq.mjs';
import { assumption as assumption008 } from './008-no-filter-lists-all-phases.mjs';
import { assumption as assumption009 } from './009-newest-task-first.mjs';
import { assumption as assumption010 } from './010-times-and-sizes.mjs';
import { assumption as assumption011 } from './011-pages-follow-the-token.mjs';
import { assumption as assumption012 } from './012-limit-of-ten-thousand.mjs';
import { assumption as assumption013 } from './013-reference-resource-on-request.mjs';
import { assumption as assumption014 } from './014-one-task-by-id.mjs';
import { assumption as assumption015 } from './015-unknown-task-is-404.mjs';
import { assumption as assumption016 } from './016-unknown-filter-is-refused.mjs';
import { assumption as assumption017 } from './017-captcha-for-a-drive-call.mjs';
import { assumption as assumption018 } from './018-refresh-token-works-once.mjs';
import { assumption as assumption019 } from './019-wrong-password-has-a-word.mjs';
import { assumption as assumption020 } from './020-drive-captcha-does-not-sign-in.mjs';
import { assumption as assumption021 } from './021-retry-keeps-id-and-changes-file.mjs';
import { assumption as assumption022 } from './022-list-shows-a-task-itself.mjs';
import { assumption as assumption023 } from './023-retry-keeps-the-creation-time.mjs';
import { assumption as assumption024 } from './024-no-type-lists-all-types.mjs';
import { assumption as assumption025 } from './025-about-takes-the-token.mjs';
import { assumption as assumption026 } from './026-a-token-is-good-on-every-root.mjs';
import { assumption as assumption027 } from './027-refresh-token-is-bound-to-its-client.mjs';
import { assumption as assumption028 } from './028-one-file-by-id.mjs';
import { assumption as assumption029 } from './029-unknown-file-is-404.mjs';
import { assumption as assumption030 } from './030-newest-finished-task-first.mjs';
import { assumption as assumption031 } from './031-unknown-magnet-has-a-placeholder.mjs';
import { assumption as assumption032 } from './032-known-magnet-tells-its-files.mjs';
import { assumption as assumption033 } from './033-link-status-takes-no-token.mjs';
import { assumption as assumption034 } from './034-members-tell-size-and-phase.mjs';
import { assumption as assumption035 } from './035-new-task-comes-without-link-and-file.mjs';
import { assumption as assumption036 } from './036-file-knows-its-link.mjs';
import { assumption as assumption037 } from './037-ids-are-joined-or-repeated.mjs';
import { assumption as assumption038 } from './038-folder-holds-the-files.mjs';
import { assumption as assumption039 } from './039-unsupported-link-has-a-word.mjs';
import { assumption as assumption040 } from './040-same-link-twice-makes-two-tasks.mjs';
import { assumption as assumption041 } from './041-folders-are-listed-alone.mjs';
import { assumption as assumption042 } from './042-new-folder-tells-its-name.mjs';
import { assumption as assumption043 } from './043-operation-is-a-task.mjs';
import { assumption as assumption044 } from './044-moved-file-has-the-new-parent.mjs';
import { assumption as assumption045 } from './045-rename-onto-a-taken-name-is-refused.mjs';
import { assumption as assumption046 } from './046-trash-gives-back.mjs';
import { assumption as assumption047 } from './047-trash-leaves-names-free.mjs';
import { assumption as assumption048 } from './048-copy-has-another-id.mjs';
import { assumption as assumption049 } from './049-uploaded-bytes-complete-the-file.mjs';
import { assumption as assumption050 } from './050-known-content-is-not-sent-again.mjs';
import { assumption as assumption051 } from './051-a-link-delivers-the-bytes.mjs';
import { assumption as assumption052 } from './052-a-cid-leads-to-the-gcid.mjs';
import { assumption as assumption053 } from './053-no-bytes-are-complete-at-once.mjs';

/** All of them, by the name of their file. */
export const assumptions: ReadonlyArray<readonly [name: string, Assumption]> = [
	['001-sign-in-takes-a-captcha-token', assumption001],
	['002-sign-in-answers-with-tokens', assumption002],
	['003-access-token-names-user-and-end', assumption003],
	['004-user-me-names-the-user', assumption004],
	['005-drive-refuses-nobody-with-401', assumption005],
	['006-phase-filter-in', assumption006],
	['007-phase-filter-eq', assumption007],
	['008-no-filter-lists-all-phases', assumption008],
	['009-newest-task-first', assumption009],
	['010-times-and-sizes', assumption010],
	['011-pages-follow-the-token', assumption011],
	['012-limit-of-ten-thousand', assumption012],
	['013-reference-resource-on-request', assumption013],
	['014-one-task-by-id', assumption014],
	['015-unknown-task-is-404', assumption015],
	['016-unknown-filter-is-refused', assumption016],
	['017-captcha-for-a-drive-call', assumption017],
	['018-refresh-token-works-once', assumption018],
	['019-wrong-password-has-a-word', assumption019],
	['020-drive-captcha-does-not-sign-in', assumption020],
	['021-retry-keeps-id-and-changes-file', assumption021],
	['022-list-shows-a-task-itself', assumption022],
	['023-retry-keeps-the-creation-time', assumption023],
	['024-no-type-lists-all-types', assumption024],
	['025-about-takes-the-token', assumption025],
	['026-a-token-is-good-on-every-root', assumption026],
	['027-refresh-token-is-bound-to-its-client', assumption027],
	['028-one-file-by-id', assumption028],
	['029-unknown-file-is-404', assumption029],
	['030-newest-finished-task-first', assumption030],
	['031-unknown-magnet-has-a-placeholder', assumption031],
	['032-known-magnet-tells-its-files', assumption032],
	['033-link-status-takes-no-token', assumption033],
	['034-members-tell-size-and-phase', assumption034],
	['035-new-task-comes-without-link-and-file', assumption035],
	['036-file-knows-its-link', assumption036],
	['037-ids-are-joined-or-repeated', assumption037],
	['038-folder-holds-the-files', assumption038],
	['039-unsupported-link-has-a-word', assumption039],
	['040-same-link-twice-makes-two-tasks', assumption040],
	['041-folders-are-listed-alone', assumption041],
	['042-new-folder-tells-its-name', assumption042],
	['043-operation-is-a-task', assumption043],
	['044-moved-file-has-the-new-parent', assumption044],
	['045-rename-onto-a-taken-name-is-refused', assumption045],
	['046-trash-gives-back', assumption046],
	['047-trash-leaves-names-free', assumption047],
	['048-copy-has-another-id', assumption048],
	['049-uploaded-bytes-complete-the-file', assumption049],
	['050-known-content-is-not-sent-again', assumption050],
	['051-a-link-delivers-the-bytes', assumption051],
	['052-a-cid-leads-to-the-gcid', assumption052],
	['053-no-bytes-are-complete-at-once', assumption053],
];
