import type { AgentEventBody, Instant, LimitSignal } from '@ccx/contracts';
import { isLongWait, limitOfText } from './limit.ts';
import { outcomeOf } from './outcomes.ts';

/** What is kept of the words of an attempt that failed; its sentences stand at the beginning. */
const LONGEST_WORDS = 4096;

const ATTEMPT = /^Attempt (?<attempt>\d+) failed\b/;
const DELAY = /\bRetrying after (?<ms>\d+(?:\.\d+)?)ms\b/;
const BACKOFF = /\bRetrying with backoff\b/;

/** What a line of stderr says of a retry. */
export interface Retry {
  readonly event: Extract<AgentEventBody, { type: 'retry' }>;
  /** The limit for whose end the CLI sleeps, `null` where it does not. */
  readonly limit: LimitSignal | null;
}

/** Puts together what the CLI says of an attempt: the words of the server may go over several lines. */
export class RetryLines {
  #attempt: number | null = null;
  #words = '';

  /** The retry that this line completes, if it completes one. */
  read(line: string, about: { readonly model: string | null; now(): Instant }): Retry | null {
    const attempt = ATTEMPT.exec(line)?.groups?.['attempt'];
    if (attempt !== undefined) {
      this.#attempt = Number(attempt);
      this.#words = '';
    }
    if (this.#attempt === null) return null;
    this.#words = `${this.#words}${line}\n`.slice(0, LONGEST_WORDS);
    const ms = DELAY.exec(line)?.groups?.['ms'];
    if (ms === undefined && !BACKOFF.test(line)) return null;
    const retry = retryOf(this.#attempt, this.#words, ms === undefined ? null : Number(ms), about);
    this.#attempt = null;
    return retry;
  }
}

function retryOf(
  attempt: number,
  words: string,
  delayMs: number | null,
  about: { readonly model: string | null; now(): Instant },
): Retry {
  const named = outcomeOf(words)?.class ?? 'unknown';
  // A server that is busy asks for seconds; only a quota makes a CLI sleep for longer.
  const cause = named === 'overload' && delayMs !== null && isLongWait(delayMs) ? 'limit' : named;
  const more = delayMs === null ? {} : { delayMs };
  return {
    event: { type: 'retry', attempt, delayMs, cause },
    limit:
      cause === 'limit' ? limitOfText(words, { now: about.now(), timeZone: 'UTC', model: about.model, ...more }) : null,
  };
}
