import type { Account, AccountLogin, Instant, QuotaReading, QuotaSourceId, QuotaWindow } from '@ccx/contracts';
import { type Fields, fieldsOf, textOf } from '../fields.ts';
import { problem } from '../problem.ts';
import { bucketWindows, fullestById, limitIdOf, MAIN_LIMIT } from './limit-bucket.ts';

/** What the limits are about. */
export interface CodexRateLimitsQuestion {
  readonly account: Account;
  readonly now: Instant;
  readonly source: QuotaSourceId;
  /** When the numbers were true. @default now */
  readonly capturedAt?: Instant;
  readonly cliVersion?: string | null;
  readonly login?: AccountLogin | null;
}

/** One bucket as it was at a time. */
export interface BucketRecord {
  readonly bucket: Fields;
  readonly capturedAt: Instant;
}

/**
 * The quota in what Codex says of its limits (0.169.0, 2026-11-21): the answer to `account/rateLimits/read`, the sparse
 * `account/rateLimits/updated`, or the `rate_limits` of a rollout's `token_count`; also with what is around them. The
 * first names several buckets, the others one. Percentages are used ones; a window's length says which it is.
 */
export function parseCodexRateLimits(value: unknown, question: CodexRateLimitsQuestion): QuotaReading {
  const said = unwrapped(value);
  const buckets = said === null ? [] : bucketsOf(said);
  if (said === null || buckets.length === 0) {
    return problem('form-unknown', 'Codex said nothing of its limits that is known here.', question.now);
  }
  const { now, login = null, capturedAt = now } = question;
  const uuid = textOf(said['accountId']);
  return readingOf(
    buckets.map((bucket) => ({ bucket, capturedAt })),
    {
      ...question,
      login:
        uuid === null
          ? login
          : { email: login?.email ?? null, organization: login?.organization ?? null, accountUuid: uuid },
    },
    said['ordinaryUsageAllowed'] === false,
  );
}

/** The windows of all buckets, the plan's own first. */
export function readingOf(
  records: readonly BucketRecord[],
  { account, now, source, cliVersion = null, login = null }: CodexRateLimitsQuestion,
  refused = false,
): QuotaReading {
  const sorted = records.toSorted((a, b) => rank(a.bucket).localeCompare(rank(b.bucket)));
  const windows = fullestById(
    sorted.flatMap(({ bucket, capturedAt }) => bucketWindows(bucket, { source, capturedAt, now })),
  );
  if (windows.length === 0) return problem('no-limit-rows', 'Codex knows no window of this login.', now);
  return {
    ok: true,
    snapshot: {
      schemaVersion: 1,
      account,
      cliVersion,
      windows: refused ? warned(windows) : windows,
      plan: sorted.reduce<string | null>((plan, { bucket }) => plan ?? planOf(bucket), null),
      login,
    },
  };
}

/** The result of an answer, the parameters of a notification or the payload of a rollout's line, else the value itself. */
function unwrapped(value: unknown): Fields | null {
  const outer = fieldsOf(value);
  return fieldsOf(outer?.['result']) ?? fieldsOf(outer?.['params']) ?? fieldsOf(outer?.['payload']) ?? outer;
}

function bucketsOf(said: Fields): readonly Fields[] {
  const buckets = new Map<string, Fields>();
  const single = fieldsOf(said['rateLimits'] ?? said['rate_limits']);
  const bare = 'primary' in said || 'secondary' in said ? said : null;
  const first = single ?? bare;
  if (first !== null) buckets.set(limitIdOf(first), first);
  for (const [limitId, value] of Object.entries(fieldsOf(said['rateLimitsByLimitId']) ?? {})) {
    const bucket = fieldsOf(value);
    if (bucket !== null) buckets.set(limitId, { ...bucket, limitId });
  }
  return [...buckets.values()];
}

/**
 * The server refuses ordinary use although no window is full, as behind a workspace's spending cap. Which window that
 * is it does not say, so no window of the plan is simply `ok`.
 */
function warned(windows: readonly QuotaWindow[]): readonly QuotaWindow[] {
  if (windows.some(({ appliesTo, state }) => appliesTo === null && state === 'exhausted')) return windows;
  return windows.map((window) =>
    window.appliesTo === null && window.id !== 'extra' && window.state === 'ok' ? { ...window, state: 'warn' } : window,
  );
}

function planOf(bucket: Fields): string | null {
  return textOf(bucket['planType'] ?? bucket['plan_type']);
}

/** The keys of the vendor's map come in any order. */
function rank(bucket: Fields): string {
  const limitId = limitIdOf(bucket);
  return limitId === MAIN_LIMIT ? '' : limitId;
}
