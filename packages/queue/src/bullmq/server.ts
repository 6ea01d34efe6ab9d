import { CcxError } from '@ccx/contracts';
import type { IQueueBackend, Job, Queue } from 'bullmq';
import type { JobData } from './kept.ts';
import type { Records, Step } from './records.ts';

/** A queue of BullMQ's, on whichever server. */
export interface JobQueue extends Pick<Queue<JobData>, 'add' | 'addBulk' | 'getJobState' | 'remove' | 'close'> {
  getJob(id: string): Promise<Job<JobData> | undefined>;
  getBackend(): IQueueBackend;
}

/** A server that has been reached. */
export interface Server {
  /** Without its password. */
  readonly name: string;
  readonly records: Records;
  /** BullMQ's queue of a bucket; it is closed with the server. */
  queueOf(bucket: string): JobQueue;
  /** Milliseconds since 1970, by its clock. */
  now(): Promise<number>;
  /** Lets one in who changes the queue, for so long; its time, or `null` while somebody else is in there. */
  enter(token: string, ms: number): Promise<number | null>;
  renew(token: string, ms: number): Promise<void>;
  /**
   * Everything or nothing, and only by whoever is in there still; the version of the queue after it, `null`: somebody
   * else is. Without a step the version stays.
   */
  commit(token: string, steps: readonly Step[], leave: boolean): Promise<number | null>;
  /** Grows with each change. */
  version(): Promise<number>;
  /** Tells each version from now on, until it is closed; or that it hears nothing more. */
  listen(hear: (version: number) => void, lost: () => void): Promise<{ close(): void }>;
  /** Whether BullMQ knows a token as that of an active job. */
  isLocked(bucket: string, id: string, token: string): Promise<boolean>;
  close(): Promise<void>;
}

/** What an error of the connection is in words. The cause is left out where it holds the command: that may be a password. */
export function unreachable(name: string, cause: unknown): CcxError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `The queue at ${name} does not answer: ${why}`;
  const tellsCommand = typeof cause === 'object' && cause !== null && 'command' in cause;
  return new CcxError('io_failed', message, tellsCommand ? {} : { cause });
}
