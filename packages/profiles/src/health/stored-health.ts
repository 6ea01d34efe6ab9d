import { type AuthState, instantFromMs, type ProfileHealth, type VendorLogin } from '@ccx/contracts';
import { type Fields, fieldsOf, textOf } from '../fields.ts';

const SCHEMA_VERSION = 1;
const STATES: readonly AuthState[] = ['ok', 'login-needed', 'expired', 'api-key', 'tier-deprecated', 'unknown'];

/** The text of a health file. */
export function formatHealth(health: ProfileHealth): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...health })}\n`;
}

/** What such a file says of this account; `null` for one that is about something else. @throws where it is no JSON */
export function parseHealth(text: string, accountId: string): ProfileHealth | null {
  const file = fieldsOf(JSON.parse(text));
  if (file?.['schemaVersion'] !== SCHEMA_VERSION || file['accountId'] !== accountId) return null;
  const authStatus = STATES.find((state) => state === file['authStatus']);
  const checkedAt = textOf(file['checkedAt']);
  if (authStatus === undefined || checkedAt === null || instantFromMs(Date.parse(checkedAt)) !== checkedAt) return null;
  const login = fieldsOf(file['login']);
  return {
    accountId,
    checkedAt,
    authStatus,
    authDetail: textOf(file['authDetail']) ?? '',
    ...(login === null ? {} : { login: loginOf(login) }),
  };
}

function loginOf(login: Fields): VendorLogin {
  const organizationId = textOf(login['organizationId']);
  return {
    accountUuid: textOf(login['accountUuid']),
    email: textOf(login['email']),
    organization: textOf(login['organization']),
    ...(organizationId !== null && { organizationId }),
    plan: textOf(login['plan']),
    configDir: textOf(login['configDir']),
  };
}
