import { requireAccess } from '../account/tokens.mjs';
import { requireDriveCaptcha } from '../account/captcha.mjs';
import { notFound, refuse, ServiceFailure } from '../failure.mjs';
import { NoQuery, readBody, readQuery } from '../requests.mjs';
import type { Service } from '../service.mjs';
import { entryOf, type StoredTask } from '../state.mjs';
import { timeOf, type World } from '../world.mjs';
