import { REMEDIES } from '../words/remedyText.ts';
import { closeChat, degrade, hold, holdChat, park, replace } from './verdict.ts';

/** Verdicts with a name: several codes, or several meanings of one code, share them. */

export const NO_SUCH_APP = hold('credentials-refused', REMEDIES.noSuchApp);
export const WRONG_SECRET = hold('credentials-refused', REMEDIES.wrongSecret);
export const DISABLED = hold('app-disabled', REMEDIES.disabled);
export const NO_SCOPE = hold('scope-missing', REMEDIES.noScope);
export const NO_BOT = hold('bot-disabled', REMEDIES.noBot);
export const GONE = replace(REMEDIES.gone);
export const FIXED = replace(REMEDIES.fixedCard);
export const BAD_CHAT = closeChat(REMEDIES.badChat);
export const BOT_OUTSIDE = closeChat(REMEDIES.botOutside);
export const DISSOLVED = closeChat(REMEDIES.dissolved);
export const MUTED = holdChat(REMEDIES.muted);
export const UNREACHABLE = park(REMEDIES.unreachable);
export const BAD_CARD = degrade(REMEDIES.badCard);
export const BAD_ID = park(REMEDIES.badId);
export const BAD_REQUEST = park(REMEDIES.badRequest);
export const BAD_APPROVAL = park(REMEDIES.badApproval);
export const NO_INSTANCE = park(REMEDIES.noInstance);
export const OUT_OF_RANGE = park(REMEDIES.outOfRange);
export const NO_BUZZ = park(REMEDIES.noBuzz);
export const REFUSED = hold('credentials-refused', REMEDIES.credentials);
export const IP_DENIED = hold('ip-not-allowed', REMEDIES.ipDenied);
export const QUOTA = hold('quota-used-up', REMEDIES.quota);
export const NOT_HERE = holdChat(REMEDIES.notHere);
export const EXTERNAL = holdChat(REMEDIES.external);
export const LEAK = degrade(REMEDIES.leak);
export const BAD_CONTENT = park(REMEDIES.badContent);
export const TOO_LARGE = park(REMEDIES.tooLarge);
export const BAD_MESSAGE = degrade(REMEDIES.badMessage);
export const NO_BUZZ_SCOPE = park(REMEDIES.noBuzzScope);
