import type { AuthState, ProfileHealth, ProfileHealthStore } from '@ccx/contracts';
import { instantOf, msOf, type Row, textOf, textOrNull, wordOf } from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';

const AUTH_STATES: readonly AuthState[] = ['ok', 'login-needed', 'expired', 'api-key', 'tier-deprecated', 'unknown'];

const KEEP = `INSERT INTO profile_health (account, checked_at, auth_status, auth_detail, has_login, account_uuid, email,
    organization, organization_id, plan, config_dir)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (account) DO UPDATE SET checked_at = excluded.checked_at, auth_status = excluded.auth_status,
    auth_detail = excluded.auth_detail, has_login = excluded.has_login, account_uuid = excluded.account_uuid,
    email = excluded.email, organization = excluded.organization, organization_id = excluded.organization_id,
    plan = excluded.plan, config_dir = excluded.config_dir
  WHERE excluded.checked_at >= checked_at`;

export function profileHealthStore(connection: Connection): ProfileHealthStore {
  return {
    saveProfileHealth: ({ accountId, checkedAt, authStatus, authDetail, login }) =>
      connection.write('durable', () => {
        connection
          .sql(KEEP)
          .run(
            accountId,
            msOf(checkedAt),
            authStatus,
            authDetail,
            login === undefined ? 0 : 1,
            login?.accountUuid ?? null,
            login?.email ?? null,
            login?.organization ?? null,
            login?.organizationId ?? null,
            login?.plan ?? null,
            login?.configDir ?? null,
          );
      }),
    profileHealth: (accountId) =>
      connection.read(() => {
        const row = connection.sql('SELECT * FROM profile_health WHERE account = ?').get(accountId);
        return row === undefined ? null : healthOf(row);
      }),
  };
}

function healthOf(row: Row): ProfileHealth {
  const organizationId = textOrNull(row['organization_id']);
  const login = {
    accountUuid: textOrNull(row['account_uuid']),
    email: textOrNull(row['email']),
    organization: textOrNull(row['organization']),
    ...(organizationId === null ? {} : { organizationId }),
    plan: textOrNull(row['plan']),
    configDir: textOrNull(row['config_dir']),
  };
  return {
    accountId: textOf(row['account']),
    checkedAt: instantOf(row['checked_at']),
    authStatus: wordOf(AUTH_STATES, row['auth_status']),
    authDetail: textOf(row['auth_detail']),
    ...(row['has_login'] === 1 ? { login } : {}),
  };
}
