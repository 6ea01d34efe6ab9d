import type { WorkItem, WorkProgress, WorkState } from '@ccx/contracts';
import type { Job } from 'bullmq';
import type { WorkAttempt } from '../backlog.ts';
import { fromJson } from '../engine/json.ts';
import { instantAt } from '../engine/queue-time.ts';

/** What is known of an item beside its job. Times are milliseconds since 1970. */
export interface Kept {
  readonly id: string;
  readonly seq: number;
  /** BullMQ's queue in which its job lies. */
  readonly bucket: string;
  readonly priority: number;
  readonly runAt: number;
  readonly createdAt: number;
  readonly dedup: string | null;
  readonly attempts: number;
  readonly stalls: number;
  readonly lastError: string | null;
  readonly reason: string | null;
  readonly progress: WorkProgress | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly hold: { readonly reason: string; readonly until: number | null } | null;
  /** What BullMQ's state does not tell: a delayed job that waits for a person, a failed one that was cancelled. */
  readonly mark: 'needs-human' | 'cancelled' | null;
  readonly cancelling: boolean;
  /** It waits because its key or its type failed too often. */
  readonly parked: boolean;
  readonly tries: readonly WorkAttempt[];
}

/** What lies in a job of BullMQ. */
export interface JobData {
  /** As JSON, and as text: a server may keep JSON in another form than it was given. */
  readonly payload: string;
  readonly onEffects: WorkItem['onEffects'];
  readonly maxAttempts: number | null;
}

/** What holds a lease, by the id of its item. */
export interface Running {
  readonly token: string;
  readonly until: number;
  readonly leaseMs: number;
  readonly bucket: string;
  /** Whether it takes a place and a start. */
  readonly weighs: boolean;
  readonly dedup: string | null;
}

/** A bucket is a lane, a type and a limit key: what blocks an item blocks all of its bucket. */
export interface Bucket {
  readonly name: string;
  readonly lane: string;
  readonly type: string;
  readonly limitKey: string;
}

/** BullMQ allows no colon in a name. */
export function bucketName({ lane, type, limitKey }: Omit<Bucket, 'name'>): string {
  return [lane, type, limitKey].map(encodeURIComponent).join(' ');
}

export function bucketOf(name: string): Bucket {
  const [lane = '', type = '', limitKey = ''] = name.split(' ').map(decodeURIComponent);
  return { name, lane, type, limitKey };
}

/** BullMQ's priorities are 1 to 2097151, and 0 goes before all. */
const MIDDLE = 1_048_576;

export const PRIORITY_RANGE: readonly [number, number] = [1 - MIDDLE, MIDDLE - 1];

export function bullPriority(priority: number): number {
  return priority + MIDDLE;
}

/** Where an item stands, by the state of its job. */
export function standing(jobState: string, kept: Kept): WorkState {
  switch (jobState) {
    case 'active':
      return 'running';
    case 'completed':
      return 'done';
    case 'failed':
      return kept.mark === 'cancelled' ? 'cancelled' : 'dead';
    case 'delayed':
      if (kept.mark === 'needs-human') return 'needs-human';
      return kept.hold === null ? 'delayed' : 'held';
    default:
      return 'waiting';
  }
}

/** Priority, then run-at, then number: no two are equal. */
export function inOrder(a: Kept, b: Kept): number {
  return a.priority - b.priority || a.runAt - b.runAt || a.seq - b.seq;
}

export function workItem(kept: Kept, job: Job<JobData>, state: WorkState): WorkItem {
  const { lane, type, limitKey } = bucketOf(kept.bucket);
  const { payload, onEffects, maxAttempts } = job.data;
  const reason = state === 'held' ? (kept.hold?.reason ?? kept.reason) : kept.reason;
  const costs = costOf(kept);
  return {
    id: kept.id,
    seq: kept.seq,
    state,
    type,
    payload: fromJson(payload),
    priority: kept.priority,
    lane,
    runAt: instantAt(kept.runAt),
    onEffects,
    createdAt: instantAt(kept.createdAt),
    attempts: kept.attempts,
    lastError: kept.lastError,
    progress: kept.progress,
    ...(kept.dedup !== null && { dedupKey: kept.dedup }),
    ...(limitKey !== '' && { limitKey }),
    ...(maxAttempts !== null && { maxAttempts }),
    ...(reason !== null && { reason }),
    ...(kept.startedAt !== null && { startedAt: instantAt(kept.startedAt) }),
    ...(kept.endedAt !== null && { endedAt: instantAt(kept.endedAt) }),
    ...(state === 'done' && { result: resultOf(job) }),
    ...(kept.stalls > 0 && { stalls: kept.stalls }),
    ...(kept.cancelling && state === 'running' && { cancelling: true }),
    ...(costs !== undefined && { costUsd: costs }),
  };
}

function resultOf(job: Job<JobData>): unknown {
  const kept: unknown = job.returnvalue;
  return typeof kept === 'string' ? fromJson(kept) : null;
}

/** `undefined`: nothing ran; `null`: of at least one run it is not known. */
function costOf({ tries }: Kept): number | null | undefined {
  const ran = tries.filter(({ progress }) => progress?.runId !== undefined);
  if (ran.length === 0) return undefined;
  return ran.reduce<number | null>((sum, { progress }) => {
    const cost = progress?.costUsd ?? null;
    return sum === null || cost === null ? null : sum + cost;
  }, 0);
}
