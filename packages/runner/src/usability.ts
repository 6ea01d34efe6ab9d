import { homedir } from 'node:os';
import type { AgentKind, Clock, Env, Usability, UsabilityCheck } from '@ccx/contracts';
import { lookAtAccount, type LookOptions } from './look-at-account.ts';
import type { Binary } from './runner-options.ts';
import { systemClock } from './system-clock.ts';

export interface UsabilityCheckOptions {
  /** Programs to ask instead of those on the PATH. */
  readonly binaries?: Readonly<Partial<Record<AgentKind, Binary>>>;
  /** @default process.env */
  readonly env?: Env;
  readonly home?: string;
  readonly clock?: Clock;
  /** What one check may take in all. @default 2_000 */
  readonly timeoutMs?: number;
  /** How old a kept answer may be where the caller does not say. @default 60_000 */
  readonly maxAgeMs?: number;
}

/**
 * Whether an account could be used now: is its agent there, which version, and what does its own status command say of
 * the login, the names included that it tells by the way ({@link whoIs} asks for the others). Costs nothing at the vendor.
 * A status command proves no token, so `expired` is never its answer; and no credential file is opened. Answers are kept
 * per account, and callers who ask at the same time share one.
 */
export function createUsabilityCheck({
  binaries = {},
  env = process.env,
  home = env['HOME'] ?? homedir(),
  clock = systemClock,
  timeoutMs = 2_000,
  maxAgeMs: usualAgeMs = 60_000,
}: UsabilityCheckOptions = {}): UsabilityCheck {
  const kept = new Map<string, Usability>();
  const asking = new Map<string, Promise<Usability>>();
  const look: LookOptions = { binaries, env, home, timeoutMs, now: () => clock.now(), names: false };

  return {
    async check(account, { maxAgeMs = usualAgeMs, signal } = {}) {
      signal?.throwIfAborted();
      const known = kept.get(account.id);
      if (known !== undefined && Date.parse(clock.now()) - Date.parse(known.checkedAt) < maxAgeMs) return known;
      let answer = asking.get(account.id);
      if (answer === undefined) {
        answer = lookAtAccount(account, look).finally(() => asking.delete(account.id));
        asking.set(account.id, answer);
        answer.then((usability) => kept.set(account.id, usability)).catch(() => {});
      }
      return signal === undefined ? answer : orAborted(answer, signal);
    },
  };
}

/** The caller stops waiting; the question itself goes on for the others and is bounded by its time limit. */
function orAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
