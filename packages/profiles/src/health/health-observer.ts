import {
  AGENTS,
  allTries,
  instantFromMs,
  type AuthState,
  type ProfileHealthStore,
  type RunAttempt,
  type RunObserver,
} from '@ccx/contracts';

/**
 * Keeps what runs prove about logins. A run that was refused makes a login that was known `expired`, else
 * `login-needed`; one that succeeded makes it `ok`. What a run did with an API key says nothing about the login. No
 * vendor's words are kept: some quote the key that they refuse.
 *
 * @throws {CcxError} as the store does, from `ended`
 */
export function healthObserver(store: ProfileHealthStore): RunObserver {
  return {
    ended: ({ attempts }) => {
      for (const attempt of allTries(attempts)) note(attempt, store);
    },
  };
}

function note({ target, outcome, summary, startedAt, durationMs }: RunAttempt, store: ProfileHealthStore): void {
  const { account, billing } = target;
  const checkedAt = instantFromMs(Date.parse(startedAt) + durationMs);
  const paidBy = summary.billing ?? billing;
  if (checkedAt === null || paidBy === 'api') return;
  const kept = store.profileHealth(account.id);
  const { title } = AGENTS[account.agent];
  const save = (authStatus: AuthState, authDetail: string): void => {
    const login = authStatus === 'login-needed' ? undefined : kept?.login;
    store.saveProfileHealth({
      accountId: account.id,
      checkedAt,
      authStatus,
      authDetail,
      ...(login === undefined ? {} : { login }),
    });
  };

  if (outcome.status === 'success') {
    // Where only a key is known, a plan has to prove itself.
    if (kept?.authStatus !== 'api-key' || paidBy === 'subscription') save('ok', `A run of ${title} succeeded.`);
  } else if (outcome.status === 'auth') {
    const known = kept?.authStatus === 'ok' || kept?.authStatus === 'expired';
    if (known) save('expired', `${title} refused the login in a run.`);
    else save('login-needed', `${title} asked for a login in a run.`);
  }
}
