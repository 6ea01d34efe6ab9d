import type { QuotaWindow } from '@ccx/contracts';
import { instantMs } from '../instant-ms.ts';
import { isOfFamily } from '../model-family.ts';
import { isUsedUp, windowName } from '../windows.ts';
import type { Block } from './block.ts';
import type { PastAttempt } from './rank-input.ts';

export interface LimitQuestion {
  readonly nowMs: number;
  readonly model: string | null;
  readonly cooldownMs: number;
  /** Windows that speak for the account, and extra usage where that is what it goes on with. */
  readonly evidence: readonly QuotaWindow[];
  /** Those of them that block by themselves. */
  readonly usedUp: readonly QuotaWindow[];
}

/** A vendor that names a reset which is over, and refuses all the same, must not be asked again and again. */
const AGAIN_AFTER_MS = 2 * 60_000;

type Limit = NonNullable<NonNullable<PastAttempt['failure']>['limit']>;

/**
 * Limits that runs met and that the windows do not know: they hold until their reset, else for the cooldown, unless a
 * run has succeeded since or a newer number shows room.
 */
export function limitBlocks(attempts: readonly PastAttempt[], question: LimitQuestion): readonly Block[] {
  return attempts.flatMap((attempt) => {
    if (attempt.failure?.class !== 'limit') return [];
    const limit = attempt.failure.limit ?? { windowId: null, appliesTo: null, resetsAt: null };
    if (!concerns(limit, attempt.model, question.model) || isKnown(limit, question.usedUp)) return [];
    const atMs = instantMs(attempt.at);
    const saidMs = limit.resetsAt === null ? atMs + question.cooldownMs : instantMs(limit.resetsAt);
    const untilMs = attempt.inThisRun === true ? Math.max(saidMs, atMs + AGAIN_AFTER_MS) : saidMs;
    if (untilMs <= question.nowMs) return [];
    if (attempt.inThisRun !== true && isRefuted(attempt, limit, attempts, question)) return [];
    const whose = limit.appliesTo === null ? '' : ` for ${limit.appliesTo}`;
    const known = question.evidence.find(({ id }) => id === limit.windowId);
    const what = known === undefined ? `a limit${whose}` : `its ${windowName(known)}`;
    return [{ reason: `a run was refused for ${what}`, until: new Date(untilMs).toISOString(), endsBy: 'time' }];
  });
}

/** A model's own limit stops that model: by name, or because the very same was asked for when it was met. */
function concerns({ appliesTo }: Limit, met: string | null, wanted: string | null): boolean {
  return appliesTo === null || met === wanted || (wanted !== null && isOfFamily(wanted, appliesTo));
}

function isKnown({ windowId }: Limit, usedUp: readonly QuotaWindow[]): boolean {
  return usedUp.some(({ id }) => windowId === null || windowId === id);
}

function isRefuted(
  { at, model }: PastAttempt,
  limit: Limit,
  attempts: readonly PastAttempt[],
  { evidence }: LimitQuestion,
): boolean {
  const succeeded = attempts.some(
    (later) => later.failure === null && later.at > at && concerns(limit, model, later.model),
  );
  return (
    succeeded ||
    evidence.some(
      (window) =>
        window.capturedAt > at &&
        !isUsedUp(window) &&
        window.state !== 'unknown' &&
        (limit.windowId === null || window.id === limit.windowId || window.id === 'extra'),
    )
  );
}
