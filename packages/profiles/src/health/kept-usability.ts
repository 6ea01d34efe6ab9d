import type { Clock, ProfileHealth, ProfileHealthStore, Usability, UsabilityCheck } from '@ccx/contracts';
import { systemClock } from '../system-clock.ts';
import { usabilityOf } from './remembered-usability.ts';

export interface KeptUsabilityOptions {
  /** How old a good login may be that is not asked for again, where the caller does not say. @default 10 minutes */
  readonly maxAgeMs?: number;
}

/**
 * A check that remembers, and knows what runs have met. A login that was good a short while ago is not asked for again
 * (`binary` and `version` are `null` then); all else is asked for and kept.
 *
 * A status command proves no token: after a run that was refused its `ok` changes nothing, until a run succeeds or
 * {@link HealthFile.clearHealth} forgets. That somebody has to log in is over when a later status says `ok`. An answer
 * `unknown` says nothing, and what was known before stands.
 */
export function keptUsability(
  check: UsabilityCheck,
  store: ProfileHealthStore,
  clock: Pick<Clock, 'now'> = systemClock,
  { maxAgeMs: usualAgeMs = 10 * 60_000 }: KeptUsabilityOptions = {},
): UsabilityCheck {
  return {
    async check(account, { maxAgeMs = usualAgeMs, ...options } = {}) {
      options.signal?.throwIfAborted();
      const kept = store.profileHealth(account.id);
      const ageMs = kept === null ? Infinity : Date.parse(clock.now()) - Date.parse(kept.checkedAt);
      if (kept?.authStatus === 'ok' && ageMs >= 0 && ageMs < maxAgeMs) return usabilityOf(kept);
      // The check may remember too; an answer from before what is known here would undo it.
      const answer = await check.check(account, { ...options, maxAgeMs: Math.min(maxAgeMs, Math.max(0, ageMs)) });
      if (!answer.installed) return answer;
      // A run may have ended meanwhile.
      const known = store.profileHealth(account.id);
      if (known !== null && outweighs(known, answer)) {
        return { ...answer, auth: known.authStatus, detail: known.authDetail };
      }
      // Not every status says whose login it is; who was asked about it before still is.
      const login = answer.login ?? (answer.auth === 'ok' ? known?.login : undefined);
      const whole = login === undefined ? answer : { ...answer, login };
      if (answer.auth !== 'unknown') keep(store, healthOf(account.id, whole));
      return whole;
    },
  };
}

function outweighs({ authStatus, checkedAt }: ProfileHealth, answer: Usability): boolean {
  if (authStatus === 'expired') return answer.auth === 'ok' || answer.auth === 'unknown';
  if (authStatus === 'login-needed') return answer.auth === 'unknown' || checkedAt > answer.checkedAt;
  return false;
}

function healthOf(accountId: string, { auth, detail, checkedAt, login }: Usability): ProfileHealth {
  return {
    accountId,
    checkedAt,
    authStatus: auth,
    authDetail: detail,
    ...(login === undefined ? {} : { login }),
  };
}

/** What cannot be kept is asked for again; the answer is as good. */
function keep(store: ProfileHealthStore, health: ProfileHealth): void {
  try {
    store.saveProfileHealth(health);
  } catch {
    // As above.
  }
}
